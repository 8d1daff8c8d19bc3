import type { Place, Source } from '../load/source.js';
import { components } from './objects/components.js';
import { document } from './objects/document.js';
import { optionFor } from './option.js';
import { isObject, narrow } from './shape.js';
import type { ObjectTable, Shape } from './shape.js';

const documentShape: Shape = { shape: 'object', table: () => document, reference: 'never' };

/** Whether pointers into the file mean what they mean in an AsyncAPI document. */
const isDocument = (source: Source, { file, pointer }: Place): boolean =>
  file.id === source.root.id ||
  (isObject(file.value) &&
    (Object.hasOwn(file.value, 'asyncapi') || pointer.startsWith('/components/')));

/** What the specification says stands at a place; nothing for places that it does not describe. */
export function ownShape(source: Source, place: Place): Shape | undefined {
  if (!isDocument(source, place)) return undefined;
  let shape: Shape | undefined = documentShape;
  let value: unknown = place.file.value;
  for (const key of place.pointer.split('/').slice(1).map(unescapeSegment)) {
    shape = shape === undefined ? undefined : below(shape, value, key);
    value = childValue(value, key);
  }
  return shape === undefined ? undefined : plain(shape, place.value);
}

const unescapeSegment = (segment: string): string =>
  segment.replaceAll('~1', '/').replaceAll('~0', '~');

function childValue(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

const plain = (shape: Shape, value: unknown): Shape | undefined =>
  shape.shape === 'either' ? optionFor(shape, value) : shape;

function below(shape: Shape, value: unknown, key: string): Shape | undefined {
  const here = plain(shape, value);
  if (here?.shape === 'map' || here?.shape === 'list') return here.of;
  if (here?.shape !== 'object') return undefined;
  return narrow(here.table(), value).fields.get(key)?.shape;
}

/**
 * Says what a place is, when it is not what a reference asks for.
 * @returns `Message Object`, `list`, ...; nothing when the kinds agree or the place has none.
 */
export function wrongKind(
  wanted: ObjectTable,
  own: Shape | undefined,
  value: unknown,
): string | undefined {
  if (own === undefined) return likelyKind(wanted, value);
  if (own.shape === 'any') return undefined;
  if (own.shape !== 'object') return own.shape;
  const table = narrow(own.table(), value);
  return table.kind === wanted.kind ? undefined : table.name;
}

/** Fields that several kinds of objects have, and that tell nothing. */
const COMMON = new Set([
  ...['title', 'summary', 'description', 'name', 'tags', 'externalDocs', 'bindings', '$ref'],
]);

/** Keywords by which a schema is known, in JSON Schema and Avro. */
const OF_SCHEMAS = ['type', 'properties', 'allOf', 'anyOf', 'oneOf', 'enum'];

/**
 * What an object of a file fragment is, when it has nothing of what is wanted and all that another
 * kind asks for: one fault of the reference, and not one for each of its fields.
 */
function likelyKind(wanted: ObjectTable, value: unknown): string | undefined {
  if (wanted.open || !isObject(value)) return undefined;
  const telling = Object.keys(value).filter((key) => !COMMON.has(key) && !key.startsWith('x-'));
  if (telling.length === 0 || telling.some((key) => wanted.fields.has(key))) return undefined;
  const table = reusable().find(
    ({ fields, required }) =>
      telling.every((key) => fields.has(key)) && required.every((key) => Object.hasOwn(value, key)),
  );
  if (table !== undefined) return table.name;
  if (OF_SCHEMAS.some((key) => telling.includes(key))) return 'schema';
  return telling.length > 1 ? 'object with none of its fields' : undefined;
}

/** The kinds of objects that components may hold, but for schemas, which may hold anything. */
const reusable = (): readonly ObjectTable[] =>
  [...components.fields.values()].flatMap(({ shape }) => {
    const table =
      shape.shape === 'map' && shape.of.shape === 'object' ? shape.of.table() : undefined;
    return table === undefined || table.open ? [] : table;
  });
