import type { Place, Source } from '../load/source.js';
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
  if (own === undefined || own.shape === 'any') return undefined;
  if (own.shape !== 'object') return own.shape;
  const table = narrow(own.table(), value);
  return table.kind === wanted.kind ? undefined : table.name;
}
