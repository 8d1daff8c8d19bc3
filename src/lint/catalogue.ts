import { enforced } from './enforced.js';
import { levelled } from './levelled.js';
import type { Level, Rule } from './rule.js';
import { rules } from './rules/index.js';

/** One row of the catalogue. */
export interface CatalogueEntry {
  readonly id: string;
  readonly purpose: string;
  readonly recommended: Level;
  readonly strict: Level;
  /** `validate` reports it as an error in every run: no setting and no comment turns it off. */
  readonly isFixed: boolean;
}

/**
 * Everything that is looked for in a document, by id: what validate demands and what lint adds.
 * @param project - rules of the project's own
 */
export function catalogue(project: readonly Rule[] = []): readonly CatalogueEntry[] {
  const fixed = enforced.map(({ id, purpose }) => ({
    ...{ id, purpose, isFixed: true },
    ...({ recommended: 'error', strict: 'error' } as const),
  }));
  const chosen = [...rules, ...levelled, ...project].map(
    ({ id, purpose, recommended, strict }) => ({
      ...{ id, purpose, recommended, strict, isFixed: false },
    }),
  );
  return [...fixed, ...chosen].sort((a, b) => (a.id < b.id ? -1 : 1));
}
