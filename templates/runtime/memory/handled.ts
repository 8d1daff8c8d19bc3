import { PublishError } from '../errors.js';
import type { Cancel } from '../core/transport.js';
import type { Packet } from './packet.js';

/** Resolves when each group has settled the packet. Ask before it is stored. */
export const whenHandled = (packet: Packet): Promise<void> =>
  new Promise((resolve) => {
    packet.onHandled = resolve;
  });

/** The bus has the message already, so giving up leaves the outcome unknown. @throws PublishError */
export const unlessAborted = (work: Promise<void>, signal: Cancel | undefined): Promise<void> => {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new PublishError('not handled in time', 'unknown', { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });
};
