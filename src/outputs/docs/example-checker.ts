import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Model } from '../../model/model.js';
import { relink } from './relink.js';

/**
 * Checks a value against a schema of the model.
 * @returns faults, as `/path must be …`; nothing when the schema cannot be compiled
 */
export type Check = (schema: string, value: unknown) => readonly string[] | undefined;

/** Draft-07 asks for ECMA-262; patterns that Unicode mode refuses are taken without it. */
const regExp = Object.assign(
  (pattern: string, flags: string): RegExp => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return new RegExp(pattern);
    }
  },
  { code: 'new RegExp' },
);

/** An Ajv that knows every schema of the model by its id. */
export function createChecker(model: Model): Check {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    validateSchema: false,
    code: { regExp },
  });
  addFormats.default(ajv);
  const keys = new Map(model.schemas.map(({ id }, index) => [id, `schema:${String(index)}`]));
  const keyOf = (id: string): string => keys.get(id) ?? id;
  for (const { id, json } of model.schemas) ajv.addSchema(relink(json, keyOf), keyOf(id));
  return (schema, value) => {
    try {
      const validate = ajv.getSchema(keyOf(schema));
      if (validate === undefined) return undefined;
      if (validate(value) === true) return [];
      return (validate.errors ?? []).map(({ instancePath, message }) =>
        `${instancePath} ${message ?? 'does not fit'}`.trim(),
      );
    } catch {
      // Whatever Ajv has against the schema, the reference says that nobody looked.
      return undefined;
    }
  };
}
