import type { JsonSchema } from '../../model/model.js';

/** Keywords whose value is data, not schemas. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required']);

/** Keywords whose value is a map of schemas: its keys are names, not keywords. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependencies']);

/** Keywords of AsyncAPI and OpenAPI that Ajv reads in its own way. */
const FOREIGN: ReadonlySet<string> = new Set(['nullable', 'discriminator', 'deprecated']);

/** A schema with its references under the names that Ajv knows, and `nullable` as a choice. */
export function relink(schema: JsonSchema, keyOf: (id: string) => string): JsonSchema {
  const each = (value: object, visitChild: (key: string, child: unknown) => unknown): unknown =>
    Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visitChild(key, child)]));
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    if ('$ref' in value && typeof value.$ref === 'string') return { $ref: keyOf(value.$ref) };
    const keywords = Object.entries(value).filter(
      ([key]) => !FOREIGN.has(key) && !key.startsWith('x-'),
    );
    const plain = each(Object.fromEntries(keywords), (key, child) => {
      if (DATA.has(key)) return child;
      return MAPS.has(key) && isObject(child)
        ? each(child, (_name, member) => visit(member))
        : visit(child);
    });
    return 'nullable' in value && value.nullable === true
      ? { anyOf: [plain, { type: 'null' }] }
      : plain;
  };
  return visit(schema) as JsonSchema;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
