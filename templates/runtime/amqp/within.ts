import type { Cancel } from '../core/transport.js';
import type { AmqpChannel } from './client.js';

/** A channel that does not close in this time (milliseconds) is left to its connection's end. */
export const CHANNEL_CLOSE_LIMIT = 2_000;

/** Waits until `work` has ended, well or not, at most `limit` milliseconds. Never rejects. */
export const within = (work: Promise<unknown>, limit: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, limit);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });

/** Rejects with the signal's reason, as `failure` words it, when it aborts before `work` ends. */
export const unlessAborted = <T>(
  work: Promise<T>,
  signal: Cancel | undefined,
  failure: () => Error,
): Promise<T> => {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(failure());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};

/** Closes a channel, at most `CHANNEL_CLOSE_LIMIT` long. Never rejects. */
export const closeChannel = (channel: AmqpChannel): Promise<void> => {
  // The answer to `close` never comes when the connection ends first; the event does.
  const ended = new Promise((resolve) => channel.on('close', resolve));
  return within(Promise.race([channel.close(), ended]), CHANNEL_CLOSE_LIMIT);
};
