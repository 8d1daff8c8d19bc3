import { parsePointer } from '../load/pointer.js';
import type { Claim, NameBook } from './claims.js';
import type { UnnamedMessage } from './messages.js';
import type { Message, Names, Schema } from './model.js';
import { clashKey, namesFor } from './names.js';
import { fileName } from './place-names.js';
import type { UnnamedSchema } from './schemas.js';
import type { View } from './view.js';

/** What messages and schemas are called, and where schemas are declared. */
export interface Named {
  readonly messages: readonly Message[];
  readonly schemas: readonly Schema[];
}

/**
 * Names messages first, then the schemas inside of them, then component schemas, then whatever
 * else a reference points at. Later ones step aside.
 */
export function nameAll(
  book: NameBook,
  messages: readonly UnnamedMessage[],
  schemas: readonly UnnamedSchema[],
): Named {
  const claims = new Map(messages.map((message) => [message.id, messageClaim(message)]));
  const names = book.assign([...claims.values()]);
  const places = new Map<string, Placing>();
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  for (const { id, message } of messages) {
    const own = names.get(id);
    const claim = claims.get(id);
    if (own === undefined || claim === undefined) continue;
    placeOwnSchemas(message, own, { byId, places });
    if (message.headers !== undefined) book.take(suffixed(own, 'Headers'), claim);
  }
  for (const schema of schemas) placeKey(schema, names, places);
  for (const role of ['component', 'target'] as const) {
    const open = schemas.filter((schema) => schema.role.of === role && !places.has(schema.id));
    for (const [id, own] of book.assign(open.map(schemaClaim))) {
      places.set(id, { names: own, module: `schemas/${own.file}` });
    }
  }
  return {
    messages: messages.map(({ id, message }) => ({
      ...message,
      names: names.get(id) ?? namesFor(message.name, 'Message'),
    })),
    schemas: schemas.map(({ id, schema }) => ({ ...schema, ...(places.get(id) ?? fallback(id)) })),
  };
}

type Placing = Pick<Schema, 'names' | 'module'>;

/** For the case that an error was found and nothing is generated. */
const fallback = (id: string): Placing => {
  const names = namesFor(id, 'Schema');
  return { names, module: `schemas/${names.file}` };
};

const suffixed = ({ type, value, file }: Names, suffix: string): Names => ({
  type: `${type}${suffix}`,
  value: `${value}${suffix}`,
  file,
});

interface Placings {
  readonly byId: ReadonlyMap<string, UnnamedSchema>;
  readonly places: Map<string, Placing>;
}

/** Payload and headers go into the message's file when they are its own, or are called alike. */
function placeOwnSchemas(
  message: UnnamedMessage['message'],
  own: Names,
  { byId, places }: Placings,
): void {
  const module = `messages/${own.file}`;
  const pairs = [
    [message.payload, own],
    [message.headers, suffixed(own, 'Headers')],
  ] as const;
  for (const [id, names] of pairs) {
    const schema = id === undefined ? undefined : byId.get(id);
    if (schema === undefined || places.has(schema.id)) continue;
    const isOwn = 'message' in schema.role && schema.role.message === message.id;
    if (isOwn || isCalled(schema, names)) places.set(schema.id, { names, module });
  }
}

const isCalled = (schema: UnnamedSchema, { type }: Names): boolean =>
  !('message' in schema.role) &&
  clashKey(namesFor(schemaClaim(schema).texts[0] ?? '', 'Schema').type) === clashKey(type);

/** The schema of a Kafka key that a message declares. */
function placeKey(
  { id, role }: UnnamedSchema,
  messages: ReadonlyMap<string, Names>,
  places: Map<string, Placing>,
): void {
  const own = role.of === 'key' ? messages.get(role.message) : undefined;
  if (own === undefined) return;
  places.set(id, { names: suffixed(own, 'Key'), module: `messages/${own.file}` });
}

const distinct = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => text !== undefined && text !== '') as string[]),
];

/** `com.example.PetAdopted` is called `PetAdopted`, like the class that it comes from. */
function className(text: string): string | undefined {
  const short = text.replace(/(?<![\w.$])(?:[a-z_]\w*\.){2,}(?=[A-Z])/g, '');
  return short === text ? undefined : short;
}

const qualified = (key: string): string[] => {
  const name = className(key);
  return name === undefined ? [] : [name, `${name} schema`];
};

const messageClaim = ({ id, view, message: { name }, key, channel }: UnnamedMessage): Claim => ({
  id,
  place: view.place,
  kind: 'message',
  isDeclared: true,
  called: [name, key],
  texts: distinct([
    className(name),
    name,
    key,
    channel === undefined ? undefined : `${channel} ${key}`,
    `${key} message`,
    channel === undefined ? undefined : `${channel} ${key} message`,
  ]),
});

function schemaClaim({ id, view, role }: UnnamedSchema): Claim {
  const texts =
    role.of === 'component'
      ? [...qualified(role.key), role.key, `${role.key} schema`]
      : placeTexts(view);
  const isDeclared = role.of === 'component';
  const called = role.of === 'component' ? [role.key] : [];
  return { id, place: view.place, kind: 'schema', isDeclared, called, texts: distinct(texts) };
}

/** Segments of a pointer that hold named things. */
const CONTAINERS = new Set(['schemas', 'definitions', '$defs', 'messages', 'messageTraits']);

/** Segments that say nothing to a reader. */
const SILENT = new Set([
  'components',
  'channels',
  'properties',
  'patternProperties',
  'bindings',
  'schema',
]);

const SPOKEN = new Map([
  ['items', 'item'],
  ['additionalProperties', 'value'],
  ['allOf', 'part'],
  ['anyOf', 'option'],
  ['oneOf', 'option'],
]);

/** What a schema may be called by where it stands: `Address`, `Pet Address`, `common Pet Address`. */
function placeTexts(view: View): string[] {
  const segments = parsePointer(view.place.pointer) ?? [];
  const start = segments.findLastIndex((segment) => CONTAINERS.has(segment));
  const near = spoken(segments.slice(start + 1));
  const all = spoken(segments);
  const { root } = view.source;
  const file = view.place.file.id === root.id ? '' : fileName(root, view.place.file);
  const base = file.replace(/^.*\//, '').replace(/(\.(schema|json|ya?ml|avsc))+$/i, '');
  const path = file.replace(/(\.(schema|json|ya?ml|avsc))+$/i, '');
  const last = segments.at(-1) ?? '';
  return [
    near === '' ? base : (className(last) ?? near),
    near,
    all,
    `${base} ${all}`,
    `${path} ${all}`,
    `${path} ${all} schema`,
  ].map((text) => text.trim());
}

const spoken = (segments: readonly string[]): string =>
  segments
    .filter((segment) => !SILENT.has(segment) && !CONTAINERS.has(segment))
    .map((segment) => (/^\d+$/.test(segment) ? String(Number(segment) + 1) : segment))
    .map((segment) => SPOKEN.get(segment) ?? segment)
    .join(' ');
