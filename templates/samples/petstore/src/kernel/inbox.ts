import { postgresInbox } from '../generated/runtime/postgres.js';
import type { AnyMessage } from '../generated/index.js';
import type { App } from './app.js';
import type { Sql } from './db.js';
import { ConflictError } from './event-store.js';

/** Decisions about a stream that others change at the same time. */
const attempts = 5;

/**
 * The effects of a message, once: the inbox row, what `work` writes, and the outbox rows commit
 * together. A message that comes again gets the result of the first time. Slow work belongs before
 * this call: a transaction that waits for the world stops every reader of the events.
 */
export const once = async <Result>(
  app: App,
  consumer: string,
  message: Pick<AnyMessage, 'id'>,
  work: (tx: Sql) => Promise<Result>,
): Promise<Result> => {
  const inbox = postgresInbox(app.db.pg);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { repeated, result } = await inbox.once({ consumer, id: message.id }, work);
      if (repeated) app.consumers.of(consumer).counts.duplicates += 1;
      // What was stored is what `work` returned when it ran.
      return result as Result;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === attempts) throw error;
    }
  }
};
