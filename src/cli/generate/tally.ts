import type { Action } from '../../write/plan.js';

const PAST = {
  create: 'created',
  change: 'changed',
  delete: 'deleted',
  keep: 'unchanged',
} as const;

const KINDS = ['create', 'change', 'delete', 'keep'] as const;

/** `3 created, 1 deleted`: how many files meet which fate. */
export function tally(actions: readonly Action[]): string {
  const counts = KINDS.map((kind) => ({
    number: actions.filter((action) => action.kind === kind).length,
    word: PAST[kind],
  }));
  return counts
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => `${number} ${word}`)
    .join(', ');
}
