import { Fifo } from '../fifo.js';

/**
 * Queues in which one item of a lane is out at a time. An item without lane is ready at once; of a
 * lane, only the first is, until `done` lets the next one through.
 */
export class Lanes<Item> {
  readonly #ready = new Fifo<Item>();
  /** Lanes that have an item out, and what waits behind it. */
  readonly #behind = new Map<string, Fifo<Item> | undefined>();

  add(lane: string | undefined, item: Item): void {
    if (lane === undefined) {
      this.#ready.push(item);
    } else if (this.#behind.has(lane)) {
      this.#queueBehind(lane, item);
    } else {
      this.#behind.set(lane, undefined);
      this.#ready.push(item);
    }
  }

  /** An item that may start now. */
  next(): Item | undefined {
    return this.#ready.shift();
  }

  /** An item that was out, and is not done, may start again; its lane still waits for it. */
  again(item: Item): void {
    this.#ready.push(item);
  }

  /** The lane's item is done: the next one may start. */
  done(lane: string | undefined): void {
    if (lane === undefined) return;
    const next = this.#behind.get(lane)?.shift();
    if (next === undefined) this.#behind.delete(lane);
    else this.#ready.push(next);
  }

  #queueBehind(lane: string, item: Item): void {
    const queue = this.#behind.get(lane) ?? new Fifo<Item>();
    queue.push(item);
    this.#behind.set(lane, queue);
  }
}
