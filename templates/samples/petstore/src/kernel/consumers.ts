import type { Message, Subscription } from '../generated/runtime/types.js';
import type { Running } from './app.js';
import type { Follower } from './projector.js';

/** What one service did with its messages since it started. */
export interface Counts {
  handled: number;
  /** Calls of handlers after the first of each message. */
  retries: number;
  /** Known by the inbox. */
  duplicates: number;
  inFlight: number;
}

/** Who listens in this process: what `/health` tells, and what is closed in the end. */
export class Consumers {
  readonly followers: Follower[] = [];
  readonly #running: Running[] = [];
  readonly #subscriptions = new Map<string, Subscription[]>();
  readonly #counts = new Map<string, Counts>();

  add(group: string, subscription: Subscription): void {
    this.#subscriptions.set(group, [...this.of(group), subscription]);
  }

  addFollower(follower: Follower): void {
    this.followers.push(follower);
  }

  /** What is closed with the rest: a loop of a service. */
  addRunning(running: Running): void {
    this.#running.push(running);
  }

  get groups(): readonly string[] {
    return [...this.#subscriptions.keys()];
  }

  of(group: string): readonly Subscription[] {
    return this.#subscriptions.get(group) ?? [];
  }

  countsOf(group: string): Counts {
    const known = this.#counts.get(group);
    if (known !== undefined) return known;
    const fresh = { handled: 0, retries: 0, duplicates: 0, inFlight: 0 };
    this.#counts.set(group, fresh);
    return fresh;
  }

  /** Runs a handler and counts. */
  async counted<Result>(
    group: string,
    message: Pick<Message, 'attempt'>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const counts = this.countsOf(group);
    counts.inFlight += 1;
    if (message.attempt > 1) counts.retries += 1;
    try {
      const result = await work();
      counts.handled += 1;
      return result;
    } finally {
      counts.inFlight -= 1;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.followers, ...this.#running].map((part) => part.close()));
    const all = [...this.#subscriptions.values()].flat();
    await Promise.all(all.map((subscription) => subscription.close()));
  }
}
