import type { AdoptionProgressed } from '../../generated/index.js';
import type { App } from '../../kernel/app.js';
import { apiUrlOf } from '../../config.js';
import { once } from '../../kernel/inbox.js';
import { startLoop } from '../../generated/runtime/loop.js';
import { subscribe } from '../../kernel/service.js';
import { deliverNext } from './deliver.js';

const group = 'webhooks';

/** Tells customers' servers how adoptions go on. Each delivery is a row with a due time. */
export const startWebhooks = async (app: App): Promise<void> => {
  const on = (type: AdoptionProgressed['type']) => (message: Progress) =>
    enqueue(app, message, type);
  await subscribe(app, group, {
    subscribePetAdopted: on('pet.adopted'),
    subscribeAdoptionCompleted: on('adoption.completed'),
    subscribeAdoptionFailed: on('adoption.failed'),
  });
  const loop = startLoop({
    name: 'webhooks',
    every: 1_000,
    log: app.log,
    step: () => deliverNext(app),
  });
  await app.db.listen('webhooks', loop.wake);
  app.consumers.loops.push(loop);
};

interface Progress {
  readonly id: string;
  readonly timestamp: Date;
  readonly payload: { readonly adoptionId: string };
}

/** One row for each webhook that wants to know. */
const enqueue = (app: App, message: Progress, type: AdoptionProgressed['type']): Promise<void> => {
  const { adoptionId } = message.payload;
  const statusUrl = `${apiUrlOf(app.config)}/api/adoptions/${adoptionId}/status`;
  const timestamp = message.timestamp.toISOString();
  const body: AdoptionProgressed = { type, timestamp, data: { adoptionId, statusUrl } };
  return once(app, group, message, async (tx) => {
    await tx.query(
      `with added as (
         insert into webhook_deliveries (id, webhook_id, body)
         select gen_random_uuid(), id, $1 from webhooks
         where disabled_at is null and $2 = any(events))
       select pg_notify('webhooks', '')`,
      [JSON.stringify(body), type],
    );
  });
};
