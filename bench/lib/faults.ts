/** One fault in a sound document: what is replaced, once, and where it stands afterwards. */
export interface Fault {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** What stands on the line that a tool should point at. */
  readonly at: string;
}

const exampleOf = (payload: string): string =>
  `      contentType: application/json\n      examples:\n        - payload: ${payload}\n      payload:`;

const PAYLOAD = '      contentType: application/json\n      payload:';

/** Faults of all kinds, each against `fixtures/petstore/asyncapi.yaml`. */
export const faults: readonly Fault[] = [
  ['bad indentation', 'info:\n  title', 'info:\n\t title', '\t title'],
  ['key twice', '  version: 1.0.0\n', '  version: 1.0.0\n  version: 2.0.0\n', '2.0.0'],
  ['required field missing', '  title: PetStore Event API\n', '', 'info:'],
  ['misspelt field', '  version: 1.0.0', '  versoin: 1.0.0', 'versoin'],
  [
    'field of AsyncAPI 2',
    '    action: send\n',
    '    action: send\n    publish: {}\n',
    'publish: {}',
  ],
  ['wrong value of an enumeration', 'action: send', 'action: sent', 'action: sent'],
  ['wrong type', '    address: pet.adopted', '    address: [pet]', '[pet]'],
  ['reference to nothing', 'messages/PetAvailable', 'messages/PetAvailble', 'PetAvailble'],
  [
    'reference to a missing file',
    "'#/components/messages/AdoptionCompleted'",
    'missing.yaml',
    'missing.yaml',
  ],
  [
    'reference to another kind of object',
    "'#/components/messages/AdoptionCompleted'",
    "'#/channels/petAdopted/address'",
    '/address',
  ],
  [
    'operation of a channel that is not there',
    "$ref: '#/channels/petAdopted'\n    summary: A",
    "$ref: '#/channels/petAdoptd'\n    summary: A",
    'petAdoptd',
  ],
  [
    'message of another channel',
    '    summary: Announce',
    "    messages: [{ $ref: '#/channels/petAvailable/messages/petAvailableMessage' }]\n    summary: Announce",
    'messages: [{',
  ],
  ['parameter not declared', 'address: pet.adopted', 'address: pet.{kind}', 'pet.{kind}'],
  [
    'channel on a server that is not there',
    '    address: pet.available',
    "    servers: [{ $ref: '#/servers/test' }]\n    address: pet.available",
    'servers: [{',
  ],
  ['unknown schema type', 'type: integer', 'type: integr', 'integr'],
  ['limit of the wrong type', 'minimum: 0', 'minimum: zero', 'minimum: zero'],
  ['broken pattern', 'minimum: 0', "pattern: '['", 'pattern:'],
  [
    'default outside of its schema',
    'minimum: 0',
    'minimum: 0\n            default: -1',
    'default: -1',
  ],
  ['example of the wrong type', PAYLOAD, exampleOf('{ adoptionId: 1 }'), 'examples:'],
  [
    'misspelt binding field',
    '    address: pet.adopted',
    '    bindings: { kafka: { partitons: 3 } }\n    address: pet.adopted',
    'partitons',
  ],
].map(([name = '', from = '', to = '', at = '']) => ({ name, from, to, at }));

/** A document with one fault, and the line, from 1, that it is on. */
export function seed(
  document: string,
  { name, from, to, at }: Fault,
): { text: string; line: number } {
  const start = document.indexOf(from);
  if (start === -1) throw new Error(`${name}: there is no ${from}`);
  const text = document.replace(from, () => to);
  const place = text.indexOf(at, Math.max(0, start - 10));
  if (place === -1) throw new Error(`${name}: there is no ${at}`);
  return { text, line: text.slice(0, place).split('\n').length };
}
