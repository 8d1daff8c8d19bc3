import type { App } from '../../kernel/app.js';
import { fateOf, postWebhook, type Fate, type Webhook } from '../../generated/runtime/webhooks.js';

/** Deliveries under way at once: a slow server keeps one of them, not all. */
const atOnce = 10;

interface Delivery extends Webhook {
  readonly attempts: number;
  readonly webhook_id: string;
}

/** Posts what is due. @returns whether there may be more */
export const deliverNext = async (app: App): Promise<boolean> => {
  const due = await claim(app);
  await Promise.all(due.map((delivery) => deliver(app, delivery)));
  return due.length === atOnce;
};

/** Another process leaves them alone while we try; if we die, they are due again in a minute. */
const claim = ({ db }: App): Promise<readonly Delivery[]> =>
  db.sql<Delivery>`update webhook_deliveries d
    set attempts = attempts + 1, due_at = clock_timestamp() + interval '1 minute'
    from webhooks w
    where w.id = d.webhook_id and d.id in (
      select id from webhook_deliveries where due_at <= clock_timestamp()
      order by due_at limit ${atOnce} for update skip locked)
    returning d.id, d.body, d.attempts, w.id as webhook_id, w.url, w.secret`;

const deliver = async (app: App, delivery: Delivery): Promise<void> => {
  const allowPrivate = app.config.allowPrivateWebhooks;
  const answer = await postWebhook(delivery, { allowPrivate });
  const fate = fateOf(answer, delivery.attempts);
  app.log.info({ delivery: delivery.id, status: answer.status, fate }, 'webhook');
  await record(app, delivery, { fate, answer: String(answer.status ?? 'no answer') });
};

const record = async (
  { db }: App,
  { id, webhook_id }: Delivery,
  { fate, answer }: { readonly fate: Fate; readonly answer: string },
): Promise<void> => {
  const wait = typeof fate === 'object' ? fate.wait : null;
  await db.sql`update webhook_deliveries set answer = ${answer},
      due_at = clock_timestamp() + ${wait} * interval '1 millisecond',
      delivered_at = case when ${fate === 'delivered'} then clock_timestamp() end
    where id = ${id}`;
  if (fate === 'disabled') {
    await db.sql`update webhooks set disabled_at = clock_timestamp() where id = ${webhook_id}`;
    await db.sql`update webhook_deliveries set due_at = null where webhook_id = ${webhook_id}`;
  }
};
