import { PublishError } from '../errors.js';
import type { Cancel } from '../core/transport.js';
import type { Packet } from './packet.js';

/** Resolves when each group has settled the packet. Ask before it is stored. */
export const whenHandled = (packet: Packet): Promise<void> =>
  new Promise((resolve) => {
    packet.onHandled = resolve;
  });

/** The bus has the message already, so giving up leaves the outcome unknown. @throws PublishError */
export const unlessAborted = (work: Promise<void>, signals: readonly Cancel[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const forget = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', giveUp);
    };
    const giveUp = (): void => {
      forget();
      const cause = signals.find(({ aborted }) => aborted)?.reason;
      reject(new PublishError('not handled in time', 'unknown', { cause }));
    };
    for (const signal of signals) signal.addEventListener('abort', giveUp, { once: true });
    if (signals.some(({ aborted }) => aborted)) giveUp();
    void work.then(() => {
      forget();
      resolve();
    });
  });
