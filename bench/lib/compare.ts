import { median } from './median.js';

/** What a piece of work took. */
export interface Sample {
  readonly seconds: number;
  /** Seconds that this process computed, in user mode. */
  readonly cpu: number;
}

/** One way of doing the work. */
export type Work = () => Promise<Sample>;

/** A comparison of the plain client with ours. */
export interface Comparison {
  readonly name: string;
  readonly plain: Work;
  readonly ours: Work;
  /** Messages that each run moves. */
  readonly messages: number;
  readonly rounds: number;
}

export const comparisonHead = ['plain/s', 'petevents/s', 'ratio', 'spread', 'CPU ratio'] as const;

/**
 * Runs both in turn, again and again. A round is a pair of runs right after one another, in an order
 * that changes: the ratio is the median over the rounds, so that a busy moment of the machine
 * spoils a round and not the figure. The CPU ratio is that of this process (higher is better too): it
 * does not depend on what else the machine does, nor on the broker.
 * @returns a row under `comparisonHead`
 */
export const compare = async (comparison: Comparison): Promise<string[]> => {
  const { name, messages, rounds } = comparison;
  const plain: Sample[] = [];
  const ours: Sample[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const first = round % 2 === 0 ? 'plain' : 'ours';
    const one = await sample(comparison[first]);
    const other = await sample(comparison[first === 'plain' ? 'ours' : 'plain']);
    if (round < 0) continue;
    plain.push(first === 'plain' ? one : other);
    ours.push(first === 'plain' ? other : one);
  }
  const ratios = plain.map(({ seconds }, round) => seconds / (ours[round]?.seconds ?? Number.NaN));
  const cpu = plain.map(({ cpu }, round) => cpu / (ours[round]?.cpu ?? Number.NaN));
  const rate = (samples: readonly Sample[]): string =>
    (messages / median(samples.map(({ seconds }) => seconds))).toFixed(0);
  return [
    name,
    rate(plain),
    rate(ours),
    median(ratios).toFixed(2),
    spread(ratios),
    median(cpu).toFixed(2),
  ];
};

const sample = (work: Work): Promise<Sample> => {
  globalThis.gc?.();
  return work();
};

/** The middle half of the values. */
const spread = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(2);
  return `${at(0.25)} to ${at(0.75)}`;
};

/** Starts a watch; the function that it returns stops it. */
const watch = (): (() => Sample) => {
  const start = performance.now();
  const before = process.cpuUsage();
  return () => ({
    seconds: (performance.now() - start) / 1000,
    cpu: process.cpuUsage(before).user / 1e6,
  });
};

/** What the work takes from its call to its end. */
export const timed = async (work: () => Promise<void>): Promise<Sample> => {
  const stop = watch();
  await work();
  return stop();
};

/** Counts down to the end of a run; the watch starts with the first call of `one`. */
export const countdown = (from: number) => {
  let left = from;
  let stop: (() => Sample) | undefined;
  let done: (sample: Sample) => void = () => undefined;
  const finished = new Promise<Sample>((resolve) => (done = resolve));
  const one = (): void => {
    stop ??= watch();
    left -= 1;
    if (left === 0) done(stop());
  };
  return { finished, one };
};
