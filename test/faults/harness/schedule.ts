/** `npm run test:soak` asks for many rounds; CI does a few of each. */
export const soak = process.env['FAULT_ROUNDS'] !== undefined;

/** How often a test breaks something. @param few rounds on CI, @param many rounds of the soak at most */
export const rounds = (few: number, many: number): number =>
  soak ? Math.min(many, Number(process.env['FAULT_ROUNDS'])) : few;

const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Random numbers from 0 to 1 that `FAULT_SEED` repeats; the seed is printed. */
export const seeded = (test: string): (() => number) => {
  process.stderr.write(`${test}: FAULT_SEED=${seed}\n`);
  let state = seed;
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Waits; only where time itself is what is tested. */
export const pass = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Puts a line of figures where whoever runs the soak can read it. */
export const report = (test: string, figures: Readonly<Record<string, number | string>>): void => {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stderr.write(`${test}: ${text.join(', ')}\n`);
};
