import type { AnyMessage, Subscription } from '../generated/index.js';
import type { Loop } from '../generated/runtime/loop.js';

/** What one service did with its messages since it started. */
export interface Counts {
  handled: number;
  /** Calls of handlers after the first of each message. */
  retries: number;
  /** Known by the inbox. */
  duplicates: number;
  inFlight: number;
}

/** A service that listens in this process. */
export interface Consumer {
  readonly name: string;
  readonly counts: Counts;
  /** One for each of its workers. */
  readonly subscriptions: Subscription[];
}

type AnyHandler = (message: AnyMessage, context: unknown) => unknown;

/** Who works in this process: what `/health` tells, and what is closed in the end. */
export class Consumers {
  /** Those that follow the event store. */
  readonly followers: Loop[] = [];
  readonly loops: Loop[] = [];
  readonly #services = new Map<string, Consumer>();

  get services(): readonly Consumer[] {
    return [...this.#services.values()];
  }

  of(name: string): Consumer {
    const counts = { handled: 0, retries: 0, duplicates: 0, inFlight: 0 };
    const service = this.#services.get(name) ?? { name, counts, subscriptions: [] };
    this.#services.set(name, service);
    return service;
  }

  async close(): Promise<void> {
    await Promise.all([...this.followers, ...this.loops].map((loop) => loop.close()));
    const all = this.services.flatMap(({ subscriptions }) => subscriptions);
    await Promise.all(all.map((subscription) => subscription.close()));
  }
}

/** The same handlers, counted. */
export const counted = <Handlers extends object>(counts: Counts, handlers: Handlers): Handlers => {
  const count =
    (handler: AnyHandler): AnyHandler =>
    async (message, context) => {
      counts.inFlight += 1;
      if (message.attempt > 1) counts.retries += 1;
      try {
        const result = await handler(message, context);
        counts.handled += 1;
        return result;
      } finally {
        counts.inFlight -= 1;
      }
    };
  const entries = Object.entries(handlers as Record<string, AnyHandler>);
  return Object.fromEntries(entries.map(([name, one]) => [name, count(one)])) as Handlers;
};
