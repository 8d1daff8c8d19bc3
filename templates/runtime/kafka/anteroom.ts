import type { Cancel } from '../core/transport.js';
import type { TopicInfo } from './driver.js';

/** A publish that waits for its topic. */
interface Guest {
  readonly publish: (topic: TopicInfo) => Promise<void>;
  readonly signal: Cancel | undefined;
  /** What it rejects with when the signal aborts before it could leave. */
  readonly givenUp: (reason: unknown) => Error;
}

interface Waiting {
  readonly leave: (topic: TopicInfo) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Where publishes wait for a topic that we do not know yet: one question for all of them, and they
 * leave in the order in which they came.
 */
export class Anteroom {
  readonly #waiting = new Map<string, Waiting[]>();

  /** Somebody waits: whoever comes now must not overtake. */
  has(topic: string): boolean {
    return this.#waiting.has(topic);
  }

  /**
   * Publishes once `ask` has answered what the topic is.
   * @throws what `ask` throws, what the publish throws, or `givenUp`
   */
  join(topic: string, guest: Guest, ask: () => Promise<TopicInfo>): Promise<void> {
    return new Promise((resolve, reject) => {
      const { publish, signal, givenUp } = guest;
      let waits = true;
      const end = (): boolean => {
        const ended = waits;
        waits = false;
        signal?.removeEventListener('abort', giveUp);
        return ended;
      };
      const fail = (error: Error): void => {
        if (end()) reject(error);
      };
      const giveUp = (): void => fail(givenUp(signal?.reason));
      signal?.addEventListener('abort', giveUp, { once: true });
      const leave = (info: TopicInfo): void => {
        if (end()) publish(info).then(resolve, reject);
      };
      this.#add(topic, { leave, fail }, ask);
      if (signal?.aborted === true) giveUp();
    });
  }

  #add(topic: string, guest: Waiting, ask: () => Promise<TopicInfo>): void {
    const others = this.#waiting.get(topic);
    if (others !== undefined) {
      others.push(guest);
      return;
    }
    const guests = [guest];
    this.#waiting.set(topic, guests);
    ask().then(
      (info) => {
        this.#waiting.delete(topic);
        for (const { leave } of guests) leave(info);
      },
      (error: unknown) => {
        this.#waiting.delete(topic);
        for (const { fail } of guests)
          fail(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}
