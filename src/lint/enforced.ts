/** A rule of the catalogue that `validate` checks, always as an error. */
export interface EnforcedRule {
  readonly id: string;
  readonly purpose: string;
  /** The code of its findings, where that is another. */
  readonly code?: string;
}

/** What the specification demands: `petevents validate` reports it, and lint does not repeat it. */
export const enforced: readonly EnforcedRule[] = [
  { id: 'spec/syntax', purpose: 'The text is well-formed YAML or JSON.' },
  { id: 'spec/duplicate-key', purpose: 'No key stands twice in one object.' },
  { id: 'spec/json-compatible-yaml', purpose: 'The YAML says nothing that JSON cannot hold.' },
  { id: 'spec/version', purpose: 'The document is AsyncAPI 3.0 or 3.1.' },
  { id: 'spec/structure', purpose: 'Each object has the fields and values that it must have.' },
  {
    id: 'spec/unknown-field',
    purpose: 'No object has a field that the specification does not know.',
  },
  { id: 'spec/extension-name', purpose: 'The name of an own field is `x-` and a word.' },
  {
    id: 'spec/component-key',
    purpose: 'Keys of components are made of letters, digits, `.`, `-`, `_`.',
  },
  { id: 'ref/unresolved', purpose: 'Each reference leads to something.' },
  { id: 'ref/unreadable', purpose: 'Each file that a reference names can be read.' },
  { id: 'ref/cycle', purpose: 'No reference leads back to itself.' },
  { id: 'ref/wrong-kind', purpose: 'Each reference leads to the kind of object that is due.' },
  { id: 'ref/remote', purpose: 'References fetch from allowed hosts only.' },
  { id: 'operation/channel-in-root', purpose: 'The channel of an operation is a root channel.' },
  {
    id: 'operation/message-in-channel',
    purpose: 'The messages of an operation are its channel’s.',
  },
  { id: 'operation/reply-messages', purpose: 'The messages of a reply are its channel’s.' },
  {
    id: 'operation/reply-address',
    purpose: 'A reply has either an address or a fixed channel address.',
  },
  { id: 'channel/server-in-root', purpose: 'The servers of a channel are root servers.' },
  {
    id: 'channel/servers-defined',
    purpose: 'The servers of a channel exist.',
    code: 'ref/unresolved',
  },
  {
    id: 'channel/parameters-match',
    purpose: 'An address and `parameters` name the same parameters.',
  },
  {
    id: 'channel/no-empty-parameter',
    purpose: 'Each parameter of an address has a name.',
    code: 'channel/parameters-match',
  },
  { id: 'binding/structure', purpose: 'Kafka and AMQP bindings fit their own schemas.' },
  {
    id: 'amqp/is-matches',
    purpose: 'A queue or an exchange, as `is` says.',
    code: 'binding/structure',
  },
  {
    id: 'message/example-shape',
    purpose: 'An example has a payload or headers.',
    code: 'spec/structure',
  },
  {
    id: 'message/examples-valid',
    purpose: 'Payload and headers of each example fit the schemas of the message.',
  },
  { id: 'message/headers-object', purpose: 'The schema of headers describes an object.' },
  {
    id: 'message/correlation-location',
    purpose: 'The message can have what its correlation id leads to.',
  },
  {
    id: 'operation/reply-location',
    purpose: 'The request can have what the address of its reply leads to.',
  },
  {
    id: 'channel/parameter-location',
    purpose: 'The messages of a channel can have what the location of a parameter leads to.',
  },
  { id: 'schema/valid', purpose: 'Each schema is a JSON Schema of its dialect.' },
  { id: 'schema/default-valid', purpose: 'Each default fits its schema.' },
  { id: 'schema/examples-valid', purpose: 'The examples of a schema fit it.' },
  {
    id: 'security/scheme-defined',
    purpose: 'The security schemes of servers and operations exist.',
    code: 'ref/unresolved',
  },
  { id: 'security/scopes-defined', purpose: 'Each scope that is needed is offered by a flow.' },
];
