import { ClosedError } from '../../errors.js';
import type { Clock } from '../clock.js';
import type { Delivery } from '../transport.js';
import { Lanes } from './lanes.js';
import { Work } from './work.js';
import { WorkList } from './work-list.js';

export interface EngineParts {
  readonly clock: Clock;
  /** Works that run at once. */
  readonly concurrency: number;
  /** `undefined`: as the transport's deliveries say. */
  readonly order: 'key' | 'none' | undefined;
  /** Does the work, then calls `close` or `wait`, once. Never throws. */
  readonly process: (work: Work, desk: Desk) => void;
  /** Hears when a work is done whose dead letter could not be stored at first. */
  readonly onTroubleOver: (work: Work) => void;
  /** Settles what is done; without it the delivery does. */
  readonly settle?: ((work: Work) => void) | undefined;
}

/** Where a work goes that was processed. */
export interface Desk {
  /** Done with it, one way or the other. */
  close(work: Work, how: 'settle' | 'release'): void;
  /** To be processed again in `delay` milliseconds. Its lane waits with it, its slot is free. */
  wait(work: Work, delay: number): void;
  /** To be processed with others, later. Its lane waits with it, its slot is free. */
  gather(work: Work): void;
  /** Asks for one slot for several works that were gathered; it may be refused in the end. */
  enter(begin: () => Party | undefined): void;
}

/** Works that one call processes. */
export interface Party {
  readonly works: readonly Work[];
  /** Does the work, then calls `close` or `wait` for each, once. Never throws. */
  run(): void;
}

/** A step away: `queueMicrotask` makes a resource of its own each time, which costs more. */
const resolved = Promise.resolve();

/**
 * Decides which delivery is processed when: in the order of its lane, a limited number at once,
 * none after `stop`. What processing means is not its business.
 */
export class Engine implements Desk {
  readonly #parts: EngineParts;
  readonly #lanes = new Lanes<Work>();
  readonly #open = new WorkList();
  #idle: (() => void)[] = [];
  /** Calls for several works that wait for a slot. */
  readonly #parties: (() => Party | undefined)[] = [];
  #running = 0;
  /** Works that run without a slot of their own. */
  #guests = 0;
  #excused = 0;
  #paused = false;
  #held = false;
  #stopped = false;
  #pumping = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Calls that run. */
  get running(): number {
    return this.#running;
  }

  /** Works that wait for a slot, their lane or their next try. */
  get waiting(): number {
    return this.#open.length - this.#running - this.#guests;
  }

  /** Milliseconds since 1970 of the oldest message that is not settled. */
  get oldest(): number | undefined {
    let oldest: number | undefined;
    for (const { delivery } of this.#open.all()) {
      const { record } = delivery;
      const sent = (record?.stamp ?? record?.meta)?.time ?? '';
      const { timestamp = Date.parse(sent) } = delivery;
      if (!Number.isNaN(timestamp) && timestamp < (oldest ?? Infinity)) oldest = timestamp;
    }
    return oldest;
  }

  /** Takes a delivery. Never processes it before it returns. */
  readonly deliver = (delivery: Delivery): void => {
    if (this.#stopped) {
      delivery.release();
      return;
    }
    const work = new Work(delivery, this.#laneOf(delivery));
    this.#open.add(work);
    this.#lanes.add(work.lane, work);
    this.#pumpSoon();
  };

  /** The deliveries of this epoch were taken away; the broker gives them to somebody else. */
  readonly revoke = (epoch: object): void => {
    for (const work of this.#open.all()) {
      if (work.delivery.epoch !== epoch) continue;
      work.revoked = true;
      if (work.state !== 'running') this.close(work, 'release');
      else work.call?.abort(new Error('the delivery was taken away'));
    }
  };

  /** Begins nothing while held; what runs goes on. */
  readonly hold = (held: boolean): void => {
    this.#held = held;
    if (!held) this.#pumpSoon();
  };

  close(work: Work, how: 'settle' | 'release'): void {
    if (work.state === 'closed') return;
    const ran = work.state === 'running';
    work.state = 'closed';
    work.timer?.clear();
    this.#open.remove(work);
    if (work.copyFailures > 0) this.#parts.onTroubleOver(work);
    if (how === 'release' || work.revoked) work.delivery.release();
    else if (this.#parts.settle === undefined) work.delivery.settle();
    else this.#parts.settle(work);
    this.#lanes.done(work.lane);
    if (ran) this.#freeSlot(work);
    else this.#pumpSoon();
  }

  wait(work: Work, delay: number): void {
    if (work.state === 'closed') return;
    if (this.#stopped || work.revoked) {
      this.close(work, 'release');
      return;
    }
    work.state = 'queued';
    work.timer = this.#parts.clock.setTimer(() => {
      work.timer = undefined;
      this.#lanes.again(work);
      this.#pumpSoon();
    }, delay);
    this.#freeSlot(work);
  }

  gather(work: Work): void {
    if (work.state === 'closed') return;
    if (this.#stopped || work.revoked) {
      this.close(work, 'release');
      return;
    }
    work.state = 'gathered';
    this.#freeSlot(work);
  }

  enter(begin: () => Party | undefined): void {
    this.#parties.push(begin);
    this.#pumpSoon();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#pumpSoon();
  }

  /** Starts nothing more, and gives back what has not started. */
  stop(): void {
    this.#stopped = true;
    for (const work of this.#open.all()) {
      if (work.state !== 'running') this.close(work, 'release');
    }
  }

  /** Resolves when nothing runs but what was excused. */
  drained(): Promise<void> {
    if (this.#running === this.#excused) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Leaves the work that makes this call out of what `drained` waits for. */
  excuse(call: object): void {
    const works = this.#open.all().filter((work) => work.call === call && !work.excused);
    if (works.length === 0) return;
    for (const work of works) work.excused = true;
    this.#excused += 1;
    this.#tellIdle();
  }

  /** Tells the running handlers that their time is up. */
  abort(): void {
    for (const { call } of this.#open.all())
      call?.abort(new ClosedError('the subscription closes'));
  }

  /** Gives back whatever is open; results that come later are ignored. */
  abandon(): void {
    for (const work of this.#open.all()) this.close(work, 'release');
  }

  #laneOf(delivery: Delivery): string | undefined {
    const { order } = this.#parts;
    if (order === undefined) return delivery.lane;
    return order === 'key' ? (delivery.lane ?? delivery.key) : undefined;
  }

  #freeSlot(work: Work): void {
    const { party } = work;
    if (party !== undefined) {
      work.party = undefined;
      party.open -= 1;
      // The last one that leaves frees the slot.
      if (party.open > 0) {
        this.#guests -= 1;
        work.excused = false;
        return;
      }
    }
    this.#running -= 1;
    if (work.excused) {
      work.excused = false;
      this.#excused -= 1;
    }
    this.#tellIdle();
    if (!this.#pumping) this.#pump();
  }

  get #idles(): boolean {
    return this.#paused || this.#held || this.#stopped;
  }

  #tellIdle(): void {
    if (this.#running > this.#excused || this.#idle.length === 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** In a microtask: handlers must not nest in the publish that reaches them in the same process. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    void resolved.then(this.#pump);
  }

  readonly #pump = (): void => {
    this.#pumping = true;
    while (this.#running < this.#parts.concurrency && !this.#idles) {
      const begin = this.#parties.shift();
      if (begin !== undefined) {
        this.#admit(begin());
        continue;
      }
      const work = this.#lanes.next();
      if (work === undefined) break;
      if (work.state !== 'queued') continue;
      work.state = 'running';
      this.#running += 1;
      this.#parts.process(work, this);
    }
    this.#pumping = false;
  };

  #admit(party: Party | undefined): void {
    if (party === undefined) return;
    const together = { open: party.works.length };
    for (const work of party.works) {
      work.state = 'running';
      work.party = together;
    }
    this.#running += 1;
    this.#guests += party.works.length - 1;
    party.run();
  }
}
