import { setTimeout } from 'node:timers/promises';
import { createClient, type DeadLetters, type RedriveOptions } from '../../generated/index.js';
import { serviceNames, type ServiceName } from '../../config.js';
import type { App } from '../../kernel/app.js';
import { ApiError } from './errors.js';

/** Milliseconds for which a list is still good to look at: on a broker it costs a walk. */
const fresh = 5_000;

/** While the broker is away nothing can be said of dead letters, and for ever is too long to wait. */
const noAnswer = (): ApiError =>
  new ApiError(504, 'no-answer', 'The broker does not answer. Nothing was sent again.');

/** The services that receive messages. */
export const groups = serviceNames.filter((name) => name !== 'api' && name !== 'projections');

/** What was given up, by all services. On RabbitMQ a walk holds what it sees: one at a time for each. */
export class DeadLetterOffice {
  readonly #app: App;
  readonly #boxes: ReadonlyMap<ServiceName, DeadLetters>;
  #known: readonly object[] = [];
  #looking = false;
  #lookedAt = -fresh;
  #counted = 0;

  readonly #patience: number;
  #walk: Promise<readonly object[]> | undefined;

  /** @param patience milliseconds that a broker gets to answer */
  constructor(app: App, patience = 10_000) {
    this.#app = app;
    this.#patience = patience;
    const busOf = (group: ServiceName) => (group === 'analytics' ? app.domainBus : app.bus);
    this.#boxes = new Map(
      groups.map((group) => [group, createClient(busOf(group)).deadLetters(group)]),
    );
  }

  /** One walk at a time: who asks meanwhile gets the same answer. @throws ApiError 504 */
  list(): Promise<readonly object[]> {
    this.#walk ??= this.#read().finally(() => {
      this.#walk = undefined;
    });
    const late = setTimeout(this.#patience, undefined, { ref: false });
    return Promise.race([this.#walk, late.then(() => Promise.reject(noAnswer()))]);
  }

  /** What is known without waiting for a broker. What turns out to be otherwise is notified. */
  recent(): readonly object[] {
    const { deadLettered } = this.#app.bus.health().counters;
    const isOld = performance.now() - this.#lookedAt >= fresh;
    if (!this.#looking && (isOld || this.#counted !== deadLettered)) {
      this.#counted = deadLettered;
      void this.#look();
    }
    return this.#known;
  }

  /** @returns how many were sent again. @throws ApiError 504: then nothing is, also not later */
  async redrive(
    group: ServiceName,
    { filter = () => true, ...options }: RedriveOptions,
  ): Promise<number> {
    let state: 'waiting' | 'begun' | 'late' = 'waiting';
    const ifInTime: RedriveOptions['filter'] = (letter) => {
      if (state === 'waiting') state = 'begun';
      return state === 'begun' && filter(letter);
    };
    const work = this.#boxes.get(group)?.redrive({ ...options, filter: ifInTime });
    // Many letters take their time; what must not take long is to reach the first.
    const isDone = work?.then(() => true);
    const isLate = setTimeout(this.#patience, false, { ref: false });
    if (!(await Promise.race([isDone, isLate])) && state === 'waiting') {
      state = 'late';
      throw noAnswer();
    }
    const { ids = [] } = (await work) ?? {};
    this.#walk = undefined;
    await this.#look();
    return ids.length;
  }

  async #read(): Promise<readonly object[]> {
    const lists = [...this.#boxes].map(async ([queue, box]) =>
      (await box.list()).map((letter) => ({ queue, ...letter })),
    );
    return (await Promise.all(lists)).flat();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      const known = await this.list();
      const isNews = JSON.stringify(known) !== JSON.stringify(this.#known);
      this.#known = known;
      if (isNews) await this.#app.db.query(`select pg_notify('petstore', '')`);
    } catch (error) {
      this.#app.log.warn({ err: error }, 'dead letters cannot be read');
    }
    this.#lookedAt = performance.now();
    this.#looking = false;
  }
}
