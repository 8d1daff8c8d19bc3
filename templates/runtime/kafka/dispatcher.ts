import type { Delivery } from '../core/transport.js';
import type { Logger } from '../log.js';
import type { CrashGuard } from './crash-guard.js';
import type { Copy, DeliveryOwner, SourceTopic } from './delivery.js';
import { KafkaDelivery } from './delivery.js';
import type { Position, TopicPartition } from './driver.js';
import type { Partition, Taken } from './partition.js';
import { pause } from './timing.js';

/** Milliseconds until a record that was given back is delivered again. */
const restTime = 200;
/** The longest delay that Node's timers take. */
const longestTimer = 2_147_483_647;

export interface DispatcherOptions {
  readonly log: Logger;
  readonly sourceOf: (topic: string) => SourceTopic | undefined;
  readonly deliver: (delivery: Delivery) => void;
  readonly copy: (from: SourceTopic, taken: Taken, copy: Copy) => Promise<void>;
  /** Writes down what begins, for `crashGuard`. */
  readonly commit: (positions: readonly Position[]) => Promise<void>;
  /** There is room for more records of this partition. */
  readonly resume: (partition: TopicPartition) => void;
  /** A record is done. */
  readonly settled: () => void;
}

/** Hands the records that partitions hold to the run time, and hears what became of them. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  #paused = false;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Hands out nothing until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(partitions: Iterable<Partition>): void {
    this.#paused = false;
    for (const partition of partitions) this.dispatch(partition);
  }

  /** Hands out nothing any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Hands out what the partition holds, as far as its bounds allow. */
  dispatch(partition: Partition): void {
    const source = this.#options.sourceOf(partition.topic);
    if (source === undefined || partition.busy || this.#paused || this.#stopped) return;
    partition.busy = true;
    if (partition.guard === undefined) {
      for (let taken = partition.next(); taken !== undefined; taken = partition.next()) {
        this.#deliver(source, partition, taken);
      }
    } else if (!partition.noting) {
      void this.#noteAndDeliver(source, partition, partition.guard);
    }
    partition.busy = false;
    this.#wake(partition);
    if (!partition.held || !partition.low) return;
    partition.held = false;
    this.#options.resume(partition);
  }

  #deliver(source: SourceTopic, partition: Partition, taken: Taken): void {
    this.#options.deliver(new KafkaDelivery(source, partition, taken, this.#owner));
  }

  /** What begins is noted first; what is next meanwhile waits for the note after it. */
  async #noteAndDeliver(
    source: SourceTopic,
    partition: Partition,
    guard: CrashGuard,
  ): Promise<void> {
    const begun: Taken[] = [];
    for (let taken = partition.next(); taken !== undefined; taken = partition.next()) {
      begun.push(taken);
    }
    if (begun.length === 0) return;
    partition.noting = true;
    while (!partition.lost && !this.#stopped && !(await this.#note(partition, guard))) {
      await pause(restTime);
    }
    partition.noting = false;
    if (partition.lost || this.#stopped) {
      for (const taken of begun.reverse()) partition.giveBack(taken);
      return;
    }
    for (const taken of begun) this.#deliver(source, partition, taken);
    this.dispatch(partition);
  }

  async #note({ topic, partition, tracker }: Partition, guard: CrashGuard): Promise<boolean> {
    try {
      const note = guard.note();
      await this.#options.commit([{ topic, partition, offset: tracker.position, note }]);
      return true;
    } catch (error) {
      this.#options.log.debug(
        { topic, partition, error },
        'cannot note what begins, will try again',
      );
      return false;
    }
  }

  /** What is given back comes again a moment later: whoever gave it back may do so at once. */
  #rest(partition: Partition): void {
    if (partition.resting || this.#stopped) return;
    partition.resting = true;
    const timer = setTimeout(() => {
      partition.resting = false;
      this.dispatch(partition);
    }, restTime);
    timer.unref();
  }

  /** Comes again when what waits there is due. */
  #wake(partition: Partition): void {
    const { dueIn } = partition;
    if (dueIn === undefined || partition.waking) return;
    partition.waking = true;
    const timer = setTimeout(
      () => {
        partition.waking = false;
        this.dispatch(partition);
      },
      Math.min(Math.max(0, dueIn), longestTimer),
    );
    timer.unref();
  }

  readonly #owner: DeliveryOwner = {
    done: (partition, taken) => {
      partition.settle(taken);
      this.#options.settled();
      this.dispatch(partition);
    },
    again: (partition, taken) => {
      partition.giveBack(taken);
      this.#rest(partition);
    },
    copy: (partition, taken, copy) => {
      const source = this.#options.sourceOf(partition.topic);
      if (source === undefined)
        return Promise.reject(new Error(`unknown topic ${partition.topic}`));
      return this.#options.copy(source, taken, copy);
    },
  };
}
