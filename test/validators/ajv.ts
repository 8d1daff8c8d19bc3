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
