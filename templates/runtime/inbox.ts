/** A message as an inbox knows it. */
export interface InboxEntry {
  /** The consumer group. */
  readonly consumer: string;
  /** The message's id. */
  readonly id: string;
}

/** What became of a message. */
export interface InboxResult {
  /** It had been dealt with before: the work did not run. */
  readonly repeated: boolean;
  /** What the work returned, now or then. */
  readonly result: unknown;
}

/**
 * Makes effects once, though messages come at least once (promise P4): remembers which messages a
 * consumer has dealt with. `Tx` is what handlers get as `context.tx`: with a database, the
 * transaction in which the inbox row is written and in which their effects belong.
 */
export interface Inbox<Tx = unknown> {
  /**
   * Runs `work` unless it was done before. What `work` does in `tx` and the memory of it are one:
   * both commit when it resolves, neither does when it rejects.
   */
  once(entry: InboxEntry, work: (tx: Tx) => Promise<unknown>): Promise<InboxResult>;
}

export interface MemoryInboxOptions {
  /** Messages that are remembered; beyond, the oldest are forgotten. Default 100,000. */
  readonly size?: number;
}

class MemoryInbox implements Inbox<undefined> {
  readonly #size: number;
  readonly #done = new Map<string, unknown>();
  readonly #open = new Map<string, Promise<unknown>>();

  constructor(size: number) {
    this.#size = size;
  }

  async once(
    { consumer, id }: InboxEntry,
    work: (tx: undefined) => Promise<unknown>,
  ): Promise<InboxResult> {
    const name = JSON.stringify([consumer, id]);
    for (let other = this.#open.get(name); other !== undefined; other = this.#open.get(name)) {
      // Whether it succeeds or fails is for its own caller.
      await other.catch(() => undefined);
    }
    if (this.#done.has(name)) return { repeated: true, result: this.#done.get(name) };
    const run = work(undefined);
    this.#open.set(name, run);
    try {
      const result = await run;
      this.#remember(name, result);
      return { repeated: false, result };
    } finally {
      this.#open.delete(name);
    }
  }

  #remember(name: string, result: unknown): void {
    this.#done.set(name, result);
    const [oldest] = this.#done.keys();
    if (this.#done.size > this.#size && oldest !== undefined) this.#done.delete(oldest);
  }
}

/**
 * An inbox in memory: marks after success, and makes a second copy wait while the first is under
 * way. It forgets when the process ends.
 */
export const memoryInbox = ({ size = 100_000 }: MemoryInboxOptions = {}): Inbox<undefined> =>
  new MemoryInbox(size);
