import { PublishError } from '../errors.js';
import type { Cancel } from '../core/transport.js';
import type { Group } from './group.js';
import type { Packet } from './packet.js';
import type { Route, Router } from './router.js';

/** A publish that waits: in a list of its own, as it may leave from the middle of it. */
class Waiting {
  readonly packet: Packet;
  /** The queues that it waits for. */
  readonly routes: readonly Route[];
  previous: Waiting | undefined;
  next: Waiting | undefined;
  resolve: () => void = nothing;
  reject: (error: unknown) => void = nothing;
  readonly #room: WaitingRoom;
  readonly #signal: Cancel | undefined;

  constructor(
    room: WaitingRoom,
    packet: Packet,
    routes: readonly Route[],
    signal: Cancel | undefined,
  ) {
    this.#room = room;
    this.packet = packet;
    this.routes = routes;
    this.#signal = signal;
    signal?.addEventListener('abort', this);
  }

  /** It was given up. */
  handleEvent(): void {
    const { reason } = this.#signal ?? {};
    this.#room.leave(this);
    this.reject(new PublishError('the queue is full', 'not-sent', { cause: reason }));
  }

  deafen(): void {
    this.#signal?.removeEventListener('abort', this);
  }
}

const nothing = (): void => undefined;

/** Publishes that wait for room in a queue: first come, first served for each group. */
export class WaitingRoom {
  readonly #router: Router;
  readonly #store: (packet: Packet) => void;
  readonly #onLeft: () => void;
  #first: Waiting | undefined;
  #last: Waiting | undefined;

  /**
   * @param parts `store` takes a packet for which there is room; `onLeft` hears when one gave up
   */
  constructor(parts: {
    readonly router: Router;
    readonly store: (packet: Packet) => void;
    readonly onLeft: () => void;
  }) {
    this.#router = parts.router;
    this.#store = parts.store;
    this.#onLeft = parts.onLeft;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /**
   * Resolves when the packet is stored.
   * @throws PublishError when the signal aborts first, or what `store` throws
   */
  enter(packet: Packet, signal: Cancel | undefined): Promise<void> {
    const routes = this.#router.routesOf(packet.address);
    const waiting = new Waiting(this, packet, routes, signal);
    for (const { group } of routes) group.waiting += 1;
    waiting.previous = this.#last;
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
    return new Promise((resolve, reject) => {
      waiting.resolve = resolve;
      waiting.reject = reject;
    });
  }

  /** It is given up. */
  leave(waiting: Waiting): void {
    this.#remove(waiting);
    this.#onLeft();
  }

  /** Stores what there is room for now. */
  admit(): void {
    let passed: Set<Group> | undefined;
    for (let one = this.#first; one !== undefined;) {
      const { next } = one;
      const routes = this.#router.routesOf(one.packet.address);
      if (routes.some(({ group }) => group.full || passed?.has(group) === true)) {
        // Who comes later must not overtake in these queues; in others it may.
        passed ??= new Set();
        for (const { group } of routes) passed.add(group);
        if (passed.size >= this.#router.size) return;
      } else {
        this.#admit(one);
      }
      one = next;
    }
  }

  #admit(waiting: Waiting): void {
    this.#remove(waiting);
    try {
      this.#store(waiting.packet);
      waiting.resolve();
    } catch (error) {
      waiting.reject(error);
    }
  }

  #remove(waiting: Waiting): void {
    const { previous, next } = waiting;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    waiting.previous = undefined;
    waiting.next = undefined;
    for (const { group } of waiting.routes) group.waiting -= 1;
    waiting.deafen();
  }
}
