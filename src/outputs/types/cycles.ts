import type { JsonSchema } from '../../model/model.js';
import type { PrintContext } from '../context.js';

/** Ids that a declaration names directly, outside of objects and arrays. */
function named(schema: JsonSchema): string[] {
  if (typeof schema === 'boolean') return [];
  if (schema.$ref !== undefined) return [schema.$ref];
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  const parts = [schema.if, schema.then, schema.else].filter((part) => part !== undefined);
  return [...allOf, ...anyOf, ...oneOf, ...parts].flatMap(named);
}

/**
 * The schemas whose names lead back to this one with no object or array in between. TypeScript
 * refuses such a type, and no validator comes to an end with it.
 */
export function selfReferences(
  id: string,
  json: JsonSchema,
  context: PrintContext,
): ReadonlySet<string> {
  return new Set(named(json).filter((target) => reaches(target, id, context)));
}

function reaches(from: string, goal: string, context: PrintContext): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...named(context.schemaOf(id).json));
  }
  return false;
}
