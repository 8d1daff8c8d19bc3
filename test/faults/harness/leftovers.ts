import { pass } from './schedule.js';

/** Sockets and timers that keep this process alive, by kind. */
const resources = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name));

/**
 * Waits until no more sockets and timers are there than when it was made: call it in `beforeAll`,
 * which has a timer of vitest's as a test has.
 */
export const leftovers = (): ((limit: number) => Promise<void>) => {
  const before = resources().length;
  return async (limit) => {
    const end = performance.now() + limit;
    // Not `expect.poll`, which is a timer itself.
    for (let left = resources(); left.length > before; left = resources()) {
      if (performance.now() > end) {
        throw new Error(`${left.length - before} too many of: ${left.join(', ')}`);
      }
      await pass(100);
    }
  };
};
