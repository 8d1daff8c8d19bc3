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

  constructor(app: App) {
    this.#app = app;
    const busOf = (group: ServiceName) => (group === 'analytics' ? app.domainBus : app.bus);
    this.#boxes = new Map(
      groups.map((group) => [group, createClient(busOf(group)).deadLetters(group)]),
    );
  }

  async list(): Promise<readonly object[]> {
    const lists = await Promise.all(
      [...this.#boxes].map(async ([queue, box]) =>
        (await box.list()).map((letter) => ({ queue, ...letter })),
      ),
    );
    return lists.flat();
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

  /** @returns how many were sent again */
  async redrive(group: ServiceName, options: RedriveOptions): Promise<number> {
    const { ids } = (await this.#boxes.get(group)?.redrive(options)) ?? { ids: [] };
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
