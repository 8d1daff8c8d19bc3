import type { JsonSchema, Schema } from '../../src/model/model.js';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** The oracle: draft-07 with the formats of ajv-formats, and nothing but own properties. */
export function ajv(schema: unknown): (value: unknown) => boolean {
  const instance = new Ajv({
    strict: false,
    ownProperties: true,
    logger: false,
    validateSchema: false,
  });
  addFormats.default(instance, { mode: 'full' });
  const validate = instance.compile(schema as object);
  return (value) => validate(value);
}

/** The oracle of a model's schemas, by their ids. */
export function ajvOfModel(
  schemas: readonly Schema[],
): (id: string) => (value: unknown) => boolean {
  const keys = new Map(schemas.map(({ id }, i) => [id, `schema${i}`]));
  const instance = new Ajv({
    strict: false,
    ownProperties: true,
    logger: false,
    validateSchema: false,
  });
  addFormats.default(instance, { mode: 'full' });
  for (const { id, json } of schemas) instance.addSchema(linked(json, keys), keys.get(id));
  return (id) => {
    const validate = instance.getSchema(keys.get(id) ?? '');
    if (validate === undefined) throw new Error(`no schema ${id}`);
    return (value) => {
      try {
        return validate(value) === true;
      } catch (error) {
        // A schema that applies itself to the same value: no value fits.
        if (error instanceof RangeError) return false;
        throw error;
      }
    };
  };
}

/** Keywords that hold data in which `$ref` is no reference. */
const DATA = new Set(['enum', 'const', 'default', 'examples', 'discriminator', '$id', 'id']);

function linked(json: JsonSchema, keys: ReadonlyMap<string, string>): object | boolean {
  const walk = (part: unknown, isMap: boolean): unknown => {
    if (Array.isArray(part)) return part.map((item) => walk(item, false));
    if (typeof part !== 'object' || part === null) return part;
    if (!isMap && '$ref' in part && typeof part.$ref === 'string')
      return { $ref: keys.get(part.$ref) };
    return Object.fromEntries(
      Object.entries(part)
        .filter(([key]) => isMap || !['$id', 'id', '$schema', 'discriminator'].includes(key))
        .map(([key, value]) => {
          const table =
            !isMap &&
            ['properties', 'patternProperties', 'definitions', 'dependencies'].includes(key);
          return [key, !isMap && DATA.has(key) ? value : walk(value, table)];
        }),
    );
  };
  return walk(json, false) as object | boolean;
}
