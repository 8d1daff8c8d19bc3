import type { Level } from './rule.js';

/** A finding of another stage whose level a project may choose. */
export interface LevelledRule {
  readonly id: `${string}/${string}`;
  readonly purpose: string;
  readonly recommended: Level;
  readonly strict: Level;
}

/** What `validate` and the making of names report below an error; explained in `diagnostics.md`. */
export const levelled: readonly LevelledRule[] = [
  {
    id: 'ref/siblings',
    purpose: 'Nothing stands beside a `$ref`, where it would be ignored.',
    recommended: 'warning',
    strict: 'error',
  },
  {
    id: 'message/schema-format',
    purpose: 'Payloads are written in a schema language that is checked.',
    recommended: 'info',
    strict: 'warning',
  },
  {
    id: 'schema/dialect',
    purpose: 'Schemas are of JSON Schema draft-07, as Schema Objects are.',
    recommended: 'warning',
    strict: 'warning',
  },
  {
    id: 'codegen/name-collision',
    purpose: 'No two things have one name in generated code.',
    recommended: 'error',
    strict: 'error',
  },
  {
    id: 'codegen/renamed',
    purpose: 'Everything has the name in generated code that the document gives it.',
    recommended: 'info',
    strict: 'info',
  },
  {
    id: 'codegen/reserved-word',
    purpose: 'No name of the document is one that generated code uses itself.',
    recommended: 'info',
    strict: 'warning',
  },
];

export const levelledById: ReadonlyMap<string, LevelledRule> = new Map(
  levelled.map((rule) => [rule.id, rule]),
);
