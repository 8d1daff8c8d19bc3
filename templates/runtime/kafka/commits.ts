import type { Partition } from './partition.js';
import type { Position } from './driver.js';

/** Milliseconds between commits, and messages after which one comes early. */
const interval = 1_000;
const early = 200;

export interface CommitOptions {
  /** The partitions that are ours now. */
  readonly partitions: () => Iterable<Partition>;
  readonly commit: (positions: readonly Position[]) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Commits what is done: each second, early when much is done, one request at a time. */
export class Commits {
  readonly #options: CommitOptions;
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #running: Promise<void> | undefined;
  #halted = false;

  constructor(options: CommitOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), interval);
  }

  /** A message is done. */
  count(): void {
    this.#done += 1;
    if (this.#done >= early && this.#running === undefined) void this.flush();
  }

  /**
   * The group rebalances: commits what is done while it still may, beside a commit that is under way,
   * and nothing more. A commit from between two assignments would be refused, or, worse, accepted
   * although the partitions are another member's by then.
   */
  halt(): void {
    if (this.#halted) return;
    this.#halted = true;
    void this.#commit();
  }

  /** The group has given us partitions. */
  goOn(): void {
    this.#halted = false;
  }

  /** Commits what is done by now. Never rejects: what failed is tried again with the next. */
  async flush(): Promise<void> {
    if (this.#halted) return;
    if (this.#running !== undefined) await this.#running;
    // A commit of nothing ends at once: only a step later is it known here, to be forgotten again.
    this.#running ??= this.#commit().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #commit(): Promise<void> {
    this.#done = 0;
    const dirty = Array.from(this.#options.partitions()).filter((partition) => partition.dirty);
    const positions = dirty.map((partition) => {
      partition.attempted = partition.tracker.position;
      return { partition, offset: partition.tracker.position };
    });
    try {
      if (positions.length > 0) {
        await this.#options.commit(
          positions.map(({ partition: { topic, partition, guard }, offset }) => ({
            topic,
            partition,
            offset,
            note: guard?.note(),
          })),
        );
      }
      for (const { partition, offset } of positions) partition.committed = offset;
    } catch (error) {
      this.#options.failed(error);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
