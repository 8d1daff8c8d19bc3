import { createClient, type DeadLetters, type RedriveOptions } from '../../generated/index.js';
import { serviceNames, type ServiceName } from '../../config.js';
import type { App } from '../../kernel/app.js';

/** Milliseconds for which a list is still good to look at: on a broker it costs a walk. */
const fresh = 5_000;

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

  /** @param patience milliseconds that a broker gets to answer */
  constructor(app: App, patience = 10_000) {
    this.#app = app;
    this.#patience = patience;
    const busOf = (group: ServiceName) => (group === 'analytics' ? app.domainBus : app.bus);
    this.#boxes = new Map(
      groups.map((group) => [group, createClient(busOf(group)).deadLetters(group)]),
    );
  }

  /** @throws NoAnswerError while the broker is away */
  async list(): Promise<readonly object[]> {
    const lists = [...this.#boxes].map(async ([queue, box]) =>
      (await box.list({ timeout: this.#patience })).map((letter) => ({ queue, ...letter })),
    );
    return (await Promise.all(lists)).flat();
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

  /** @returns how many were sent again. @throws NoAnswerError: then nothing is, also not later */
  async redrive(group: ServiceName, options: RedriveOptions): Promise<number> {
    const timeout = this.#patience;
    const { ids = [] } = (await this.#boxes.get(group)?.redrive({ ...options, timeout })) ?? {};
    await this.#look();
    return ids.length;
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
