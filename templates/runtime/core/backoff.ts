/** Milliseconds: 0.2 s, doubling, at most 30 s, each ±50% so that instances do not act in step. */
export const backoff = (failures: number, random: () => number = Math.random): number =>
  jittered(Math.min(200 * 2 ** Math.min(failures - 1, 16), 30_000), 0.5, random);

/** `delay` ± the fraction `jitter` of it. */
export const jittered = (
  delay: number,
  jitter: number,
  random: () => number = Math.random,
): number => Math.round(delay * (1 + jitter * (2 * random() - 1)));
