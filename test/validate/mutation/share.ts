import { random } from '../mutations.js';
import { originals } from './documents.js';
import type { Original } from './documents.js';
import { judge } from './judge.js';
import type { Verdict } from './judge.js';
import { classes, mutate } from './mutate.js';
import type { Mutation, MutationClass } from './mutate.js';

/** What is counted for a class of mutations. */
export interface Count {
  made: number;
  /** With an error, and with a warning only. */
  errors: number;
  warnings: number;
  /** Where validation found nothing, and lint did. */
  linted: number;
  misplaced: number;
  crashes: number;
  /** Milliseconds. */
  total: number;
  slowest: number;
}

export interface Share {
  readonly counts: Readonly<Record<MutationClass, Count>>;
  /** What must not be, with the seed that makes it again. */
  readonly faults: readonly string[];
}

/** A mutation that takes longer hangs, as far as its user is concerned. */
const MAX_MILLISECONDS = 1000;

/** Makes and judges the mutations of seeds `from`, `from + step`, ... below `to`. */
export async function runShare(from: number, to: number, step = 1): Promise<Share> {
  const documents = await originals();
  const faults: string[] = [];
  const counts = Object.fromEntries(classes.map((kind) => [kind, emptyCount()])) as Record<
    MutationClass,
    Count
  >;
  for (let seed = from; seed < to; seed += step) {
    const made = make(documents, seed);
    if (made === undefined) continue;
    const verdict = judge(made.original, made.mutation);
    add(counts[made.mutation.kind], verdict);
    faults.push(...faultsOf(verdict).map((fault) => `seed ${seed}: ${told(made)}\n  ${fault}`));
  }
  return { counts, faults };
}

interface Made {
  readonly original: Original;
  readonly mutation: Mutation;
}

/** The mutation of a seed, always the same over the same documents. */
function make(documents: readonly Original[], seed: number): Made | undefined {
  const next = random(`mutation ${seed}`);
  const below = (limit: number): number => Math.floor(next() * limit);
  const original = documents[below(documents.length)];
  const kind = classes[below(classes.length)];
  if (original === undefined || kind === undefined) return undefined;
  const mutation = mutate(kind, original, below);
  return mutation === undefined || mutation.text === original.text
    ? undefined
    : { original, mutation };
}

const told = ({ original, mutation }: Made): string =>
  `${mutation.kind} in ${original.path} ${mutation.pointer ?? `at ${mutation.before.start}`}: ${mutation.what}`;

const emptyCount = (): Count => ({
  made: 0,
  errors: 0,
  warnings: 0,
  linted: 0,
  misplaced: 0,
  crashes: 0,
  total: 0,
  slowest: 0,
});

function add(count: Count, { found, linted, misplaced, crash, milliseconds }: Verdict): void {
  const isError = found.some(({ severity }) => severity === 'error');
  count.made++;
  if (isError) count.errors++;
  else if (found.length > 0) count.warnings++;
  else if (linted.length > 0) count.linted++;
  if (misplaced.length > 0) count.misplaced++;
  if (crash !== undefined) count.crashes++;
  count.total += milliseconds;
  count.slowest = Math.max(count.slowest, milliseconds);
}

function faultsOf({ crash, misplaced, milliseconds }: Verdict): readonly string[] {
  return [
    ...(crash === undefined ? [] : [`crash: ${crash}`]),
    ...(milliseconds > MAX_MILLISECONDS ? [`took ${Math.round(milliseconds)} ms`] : []),
    ...misplaced.map(
      ({ code, at, message }) => `misplaced: ${code} ${at.uri}:${at.line}:${at.column} ${message}`,
    ),
  ];
}
