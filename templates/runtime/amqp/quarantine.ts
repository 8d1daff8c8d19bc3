import type { AmqpMessage } from './client.js';

/** Deliveries without an end after which a message may be what ends the process. */
const suspicious = 2;
/** Milliseconds in which what the broker delivers again has come. */
const gatherTime = 100;
/** Milliseconds until an ack is on its way: the next message may end the process. */
const settleTime = 25;

interface Suspect {
  /** Times that it was delivered before and never settled. */
  readonly count: number;
  readonly deliver: () => void;
}

/** How often RabbitMQ says that a message was delivered before and came back. */
export const deliveryCount = ({ properties }: AmqpMessage): number => {
  const count = properties.headers?.['x-delivery-count'];
  return typeof count === 'number' ? count : 0;
};

export const isSuspect = (message: AmqpMessage): boolean => deliveryCount(message) >= suspicious;

/**
 * When a message ends the process, RabbitMQ counts that against all that the process held, and in the
 * end gives up the innocent with the guilty. So those that came back again and again are handled one
 * by one, the least suspicious first, and of equals in turns from both ends: whoever stands behind
 * the guilty one this time stands before it the next time, and is done.
 */
export class Quarantine {
  #suspects: Suspect[] = [];
  #busy = false;

  /** @param deliver hands it to its handler; `next` is to be called when it is settled */
  add(message: AmqpMessage, deliver: () => void): void {
    this.#suspects.push({ count: deliveryCount(message), deliver });
    if (this.#busy) return;
    this.#busy = true;
    this.#later(gatherTime);
  }

  readonly next = (): void => this.#later(settleTime);

  #later(delay: number): void {
    setTimeout(() => this.#deliver(), delay).unref();
  }

  #deliver(): void {
    const least = Math.min(...this.#suspects.map(({ count }) => count));
    const equals = this.#suspects.filter(({ count }) => count === least);
    const chosen = least % 2 === 0 ? equals.at(-1) : equals.at(0);
    this.#busy = chosen !== undefined;
    if (chosen === undefined) return;
    this.#suspects = this.#suspects.filter((one) => one !== chosen);
    chosen.deliver();
  }
}
