import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonSchema, Model } from '../../model/model.js';

/** Checks a value against a schema of the model. @returns faults, as `/path must be …` */
export type Check = (schema: string, value: unknown) => string[];

/** An Ajv that knows every schema of the model by its id. */
export function createChecker(model: Model): Check {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, discriminator: false });
  addFormats.default(ajv);
  const keys = new Map(model.schemas.map(({ id }, index) => [id, `schema:${index}`]));
  const keyOf = (id: string): string => keys.get(id) ?? id;
  for (const { id, json } of model.schemas) ajv.addSchema(relink(json, keyOf), keyOf(id));
  return (schema, value) => {
    const validate = ajv.getSchema(keyOf(schema));
    if (validate === undefined || validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) =>
      `${instancePath} ${message ?? 'does not fit'}`.trim(),
    );
  };
}

/** Keywords whose value is data, not schemas. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'example']);

/** Keywords whose value is a map of schemas: its keys are names, not keywords. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependencies']);

/** The schema with its references under the names that Ajv knows. */
function relink(schema: JsonSchema, keyOf: (id: string) => string): JsonSchema {
  const each = (value: object, visitChild: (key: string, child: unknown) => unknown): unknown =>
    Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visitChild(key, child)]));
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    if ('$ref' in value && typeof value.$ref === 'string') return { $ref: keyOf(value.$ref) };
    return each(value, (key, child) => {
      if (DATA.has(key)) return child;
      return MAPS.has(key) && isObject(child)
        ? each(child, (_name, member) => visit(member))
        : visit(child);
    });
  };
  return visit(schema) as JsonSchema;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
