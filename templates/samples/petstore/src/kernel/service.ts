import {
  createClient,
  type AnyMessage,
  type AtLeastOne,
  type Bus,
  type Client,
  type Handlers,
  type Subscription,
} from '../generated/index.js';
import { postgresInbox, type PostgresInbox } from '../generated/runtime/postgres.js';
import { upcasters } from '../services/pets/upcasters.js';
import type { App, Consumer } from './app.js';
import { sqlOn, type Sql } from './db.js';
import { ConflictError } from './event-store.js';
import { sendIn } from './outbox.js';

/** Decisions about a stream that others change at the same time. */
const attempts = 5;

export interface ServiceOptions {
  readonly bus?: Bus;
  /** Messages that one worker has in hand. Default 10. */
  readonly concurrency?: number;
}

/** A service of the PetStore. Its name is its consumer group, and the source of what it sends. */
export class Service implements Consumer {
  readonly app: App;
  readonly name: string;
  readonly subscriptions: Subscription[] = [];
  duplicates = 0;
  readonly source: string;
  readonly #inbox: PostgresInbox;

  constructor(app: App, name: string) {
    this.app = app;
    this.name = name;
    this.source = `${name}-service`;
    this.#inbox = postgresInbox(app.db.pg);
  }

  /** Subscribes once for each worker: one consumer group, which they share. */
  async subscribe(handlers: AtLeastOne<Handlers>, options: ServiceOptions = {}): Promise<void> {
    const { config, bus: integrationBus, consumers, running } = this.app;
    const { bus = integrationBus, concurrency = 10 } = options;
    const client = createClient(bus, { source: this.source, upcasters });
    consumers.push(this);
    for (let worker = 0; worker < (config.scale.get(this.name) ?? 1); worker += 1) {
      const subscription = client.subscribe(this.name, handlers, {
        concurrency,
        retry: { firstDelay: config.retryDelay },
        // A group that starts after the first message was sent reads it all the same.
        ...(bus.kind === 'kafka' && { from: 'earliest' }),
      });
      this.subscriptions.push(subscription);
      running.push(subscription);
      await subscription.ready;
    }
  }

  /**
   * The effects of a message, once: the inbox row, what `work` writes, and the outbox rows commit
   * together. A message that comes again gets the result of the first time. Slow work belongs before
   * this call: a transaction that waits for the world stops every reader of the events.
   */
  async once<Result>(
    { id }: Pick<AnyMessage, 'id'>,
    work: (tx: Sql) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { repeated, result } = await this.#inbox.once({ consumer: this.name, id }, (tx) =>
          work(sqlOn(tx)),
        );
        if (repeated) this.duplicates += 1;
        // What was stored is what `work` returned when it ran.
        return result as Result;
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === attempts) throw error;
      }
    }
  }

  /** The client whose methods write rows of this transaction instead of sending. */
  sendIn(tx: Sql): Client<Bus<'outbox'>> {
    return sendIn(this.app.outbox, tx, this.source);
  }
}
