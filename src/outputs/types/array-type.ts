import type { JsonSchema, JsonSchemaObject } from '../../model/model.js';
import { typeOfPart } from './from-schema.js';
import type { Type } from './type.js';
import { ANY_ARRAY } from './type.js';

/** More elements than this beyond the declared ones are not spelt out, however many are required. */
const MAX_REPEATED = 4;

/** The type of the arrays that a schema accepts: draft-07 validation, section 6.4. */
export function arrayType(schema: JsonSchemaObject): Type {
  const { items = true } = schema;
  if (isList(items)) return tupleType(schema, items);
  return items === true ? ANY_ARRAY : { kind: 'array', items: typeOfPart(items) };
}

const isList = (items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] =>
  Array.isArray(items);

/** Elements are optional unless `minItems` says otherwise, and more may follow them. */
function tupleType(schema: JsonSchemaObject, items: readonly JsonSchema[]): Type {
  const { minItems = 0, maxItems = Infinity, additionalItems = true } = schema;
  const declared = items.slice(0, maxItems).map((item, index) => ({
    type: typeOfPart(item),
    optional: index >= minItems,
  }));
  const closed = additionalItems === false || maxItems <= items.length;
  if (closed) return { kind: 'tuple', elements: declared, rest: undefined };
  const rest = typeOfPart(additionalItems);
  const repeated = Math.min(Math.max(minItems - items.length, 0), MAX_REPEATED);
  const more = Array.from({ length: repeated }, () => ({ type: rest, optional: false }));
  const elements = [...declared, ...more];
  return elements.length === 0 ? { kind: 'array', items: rest } : { kind: 'tuple', elements, rest };
}
