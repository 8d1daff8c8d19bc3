import { randomUUID } from 'node:crypto';
import type { Logger } from '../log.js';
import type { PgQuery } from '../postgres/client.js';
import type { AddressRules } from './address.js';
import { postWebhook } from './post.js';
import type { Webhook } from './post.js';
import { fateOf } from './schedule.js';
import type { Fate } from './schedule.js';
import { newSecret } from './signature.js';

/** Subscriptions, and deliveries with a due time. Run it at each start: all of it is "if not exists". */
export const webhookSchema = `
create table if not exists webhooks (
  id uuid primary key, url text not null, secret text not null, events text[] not null,
  disabled_at timestamptz, created_at timestamptz not null default clock_timestamp()
);
create table if not exists webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references webhooks on delete cascade,
  body text not null,
  attempts integer not null default 0,
  due_at timestamptz default clock_timestamp(),
  delivered_at timestamptz,
  answer text,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists webhook_deliveries_due on webhook_deliveries (due_at) where due_at is not null;
`;

export interface PostgresWebhooksOptions extends AddressRules {
  /** A `Pool` of `pg`, or a `PGlite`. */
  readonly database: PgQuery;
  readonly log: Logger;
  /** Deliveries under way at once: a slow server keeps one of them, not all. Default 10. */
  readonly atOnce?: number;
}

/** A subscription as it is told, with its last ten deliveries, and without its secret. */
export interface WebhookInfo {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly disabledAt: Date | null;
  readonly deliveries: readonly object[];
}

interface Due extends Webhook {
  readonly attempts: number;
  readonly webhook_id: string;
}

const claim = `
update webhook_deliveries d
set attempts = attempts + 1, due_at = clock_timestamp() + interval '1 minute'
from webhooks w
where w.id = d.webhook_id and d.id in (
  select id from webhook_deliveries where due_at <= clock_timestamp()
  order by due_at limit $1 for update skip locked)
returning d.id, d.body, d.attempts, w.id as webhook_id, w.url, w.secret`;

const record = `
update webhook_deliveries
set answer = $2, due_at = clock_timestamp() + $3 * interval '1 millisecond',
  delivered_at = case when $4 then clock_timestamp() end
where id = $1`;

const disable = 'update webhooks set disabled_at = clock_timestamp() where id = $1';
const dropWaiting = 'update webhook_deliveries set due_at = null where webhook_id = $1';

const enqueue = `
with added as (
  insert into webhook_deliveries (id, webhook_id, body)
  select gen_random_uuid(), id, $1 from webhooks where disabled_at is null and $2 = any(events))
select pg_notify('webhooks', '')`;

const select = `
select w.id, w.url, w.events, w.disabled_at as "disabledAt", coalesce((select jsonb_agg(d) from (
    select id, attempts, answer, created_at as "createdAt", due_at as "dueAt",
      delivered_at as "deliveredAt"
    from webhook_deliveries where webhook_id = w.id order by created_at desc limit 10) d), '[]')
  as deliveries
from webhooks w order by w.created_at`;

/** Webhooks whose subscriptions and deliveries are kept in PostgreSQL; see `webhookSchema`. */
export class PostgresWebhooks {
  readonly #options: PostgresWebhooksOptions;

  constructor(options: PostgresWebhooksOptions) {
    this.#options = options;
  }

  /** @param url that `refusalOf` has not refused. @returns the secret, which is told this once */
  async add(url: string, events: readonly string[]): Promise<{ id: string; secret: string }> {
    const [id, secret] = [randomUUID(), newSecret()];
    const insert = 'insert into webhooks (id, url, secret, events) values ($1, $2, $3, $4)';
    await this.#options.database.query(insert, [id, url, secret, events]);
    return { id, secret };
  }

  async list(): Promise<readonly WebhookInfo[]> {
    return (await this.#options.database.query(select)).rows as readonly WebhookInfo[];
  }

  /** @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const gone = 'delete from webhooks where id = $1 returning id';
    return (await this.#options.database.query(gone, [id])).rows.length > 0;
  }

  /** A delivery for each webhook that wants to know, in the caller's transaction. Notifies `webhooks`. */
  async enqueue(tx: PgQuery, event: string, body: object): Promise<void> {
    await tx.query(enqueue, [JSON.stringify(body), event]);
  }

  /**
   * Posts what is due, for `startLoop`. Another process leaves it alone meanwhile; if this one dies,
   * it is due again in a minute. @returns whether there may be more
   */
  async deliverDue(): Promise<boolean> {
    const { database, atOnce = 10 } = this.#options;
    const due = (await database.query(claim, [atOnce])).rows as readonly Due[];
    await Promise.all(due.map((delivery) => this.#deliver(delivery)));
    return due.length === atOnce;
  }

  async #deliver(delivery: Due): Promise<void> {
    const { log } = this.#options;
    const answer = await postWebhook(delivery, this.#options);
    const fate = fateOf(answer, delivery.attempts);
    log.info({ delivery: delivery.id, status: answer.status, fate }, 'webhook');
    await this.#record(delivery, fate, String(answer.status ?? 'no answer'));
  }

  async #record({ id, webhook_id }: Due, fate: Fate, answer: string): Promise<void> {
    const { database } = this.#options;
    const wait = typeof fate === 'object' ? fate.wait : null;
    await database.query(record, [id, answer, wait, fate === 'delivered']);
    if (fate !== 'disabled') return;
    await database.query(disable, [webhook_id]);
    await database.query(dropWaiting, [webhook_id]);
  }
}
