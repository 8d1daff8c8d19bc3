import type { DriverConsumerOptions, GroupOffsets, Position, TopicPartition } from './driver.js';
import { backOff, pause } from './timing.js';

/** Between a join of a group and its first fetch: asks where the partitions go on. */
export class Placement {
  readonly #options: Pick<DriverConsumerOptions, 'assigned' | 'broken'>;
  readonly #signal: AbortSignal;
  /** Counts the joins, so that what an older one started can tell. */
  #joins = 0;

  constructor(options: Pick<DriverConsumerOptions, 'assigned' | 'broken'>, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Asks until there is an answer, the next join comes, or the session ends. Never rejects. */
  async find(
    partitions: readonly TopicPartition[],
    offsets: GroupOffsets,
    placed: (positions: readonly Position[]) => void,
  ): Promise<void> {
    this.#joins += 1;
    const join = this.#joins;
    const outdated = (): boolean => join !== this.#joins || this.#signal.aborted;
    for (let attempt = 0; !outdated(); attempt += 1) {
      try {
        const positions = await this.#options.assigned(partitions, offsets);
        if (!outdated()) placed(positions);
        return;
      } catch (error) {
        if (!outdated()) this.#options.broken(error instanceof Error ? error : new Error('join'));
        await pause(backOff(attempt), this.#signal);
      }
    }
  }
}
