import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { OutputFile } from '../../src/emit/output-file.js';
import { layOut } from '../../src/emit/layout.js';
import { layOutType } from '../../src/outputs/types/lay-out.js';
import { literalType } from '../../src/outputs/types/literals.js';
import { namesOf } from './schemas.js';
import type { Schemas } from './schemas.js';

/** Values by the name of a type: those that fit it, and those that must not be assignable to it. */
export type Values = Readonly<
  Record<string, { readonly accepted: readonly unknown[]; readonly refused: readonly unknown[] }>
>;

/** A validator by Ajv for schemas that refer to each other by name. */
export function oracle(schemas: Schemas): Ajv {
  const ajv = new Ajv({ strict: false, ownProperties: true });
  addFormats.default(ajv);
  const draft07 = (json: unknown): unknown =>
    JSON.parse(JSON.stringify(json), (key, value: unknown) =>
      key === '$ref' && typeof value === 'string' ? `#/definitions/${value}` : value,
    );
  ajv.addSchema({ $id: 'all', definitions: draft07(schemas) });
  return ajv;
}

/** Whether Ajv accepts a value. */
export const accepts = (ajv: Ajv, type: string, value: unknown): boolean =>
  ajv.getSchema(`all#/definitions/${type}`)?.(value) === true;

/** The type that has the value as its only one. */
export const literal = (value: unknown): string =>
  layOut(layOutType(literalType(value), 'argument', { nameOf: (id) => id, deferred: true }));

/**
 * A file that compiles only if each accepted value's own type is assignable to the schema's type,
 * and no refused one's is. Checks with Ajv first that the fixture is right about its values.
 */
export function valueChecks(values: Values, schemas: Schemas): OutputFile {
  const ajv = oracle(schemas);
  const lines = Object.entries(values).flatMap(([type, { accepted, refused }]) => [
    `import type { ${type} } from './schemas/${namesOf(type).file}.js';`,
    ...accepted.map((value, index) => {
      expect(accepts(ajv, type, value), `${type} ${JSON.stringify(value)}`).toBe(true);
      return `export const accepted${type}${index}: ${literal(value)} extends ${type} ? true : false = true;`;
    }),
    ...refused.map((value, index) => {
      expect(accepts(ajv, type, value), `${type} ${JSON.stringify(value)}`).toBe(false);
      return `export const refused${type}${index}: ${literal(value)} extends ${type} ? true : false = false;`;
    }),
  ]);
  return { path: 'checks.ts', text: lines.join('\n') };
}
