import type { CloseOptions } from '../types.js';
import type { Clock } from './clock.js';

/** Milliseconds for the steps of closing (promise P9). */
export const drainLimits = ({
  drain = 30_000,
}: CloseOptions): { readonly drain: number; readonly grace: number; readonly limit: number } => ({
  drain,
  grace: 1_000,
  limit: drain + 4_000,
});

/** True when the work ended in time. The work's errors are not its business. */
export const within = (clock: Clock, limit: number, work: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = clock.setTimer(() => resolve(false), limit);
    const end = (): void => {
      timer.clear();
      resolve(true);
    };
    work.then(end, end);
  });
