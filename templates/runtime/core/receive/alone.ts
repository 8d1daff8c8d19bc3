import type { Batch } from '../../batch.js';
import type { AnyHandler } from './routes.js';

/** A handler of batches that is given one message at a time, as a replay does. */
export const alone =
  ({ handler }: Batch): AnyHandler =>
  async (message, { signal, log }) => {
    const failures: unknown[] = [];
    const fail = (index: number, error: unknown): void => {
      if (index !== 0) throw new RangeError(`the batch has 1 message, none is number ${index}`);
      failures.push(error);
    };
    await handler([message], { signal, log, fail });
    if (failures.length > 0) await Promise.reject(asError(failures[0]));
  };

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
