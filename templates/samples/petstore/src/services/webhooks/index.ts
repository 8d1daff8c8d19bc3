import type { AdoptionProgressed } from '../../generated/index.js';
import { repeat } from '../../kernel/app.js';
import { apiUrlOf } from '../../config.js';
import type { Service } from '../../kernel/service.js';
import { deliverNext } from './deliver.js';

/** Tells customers' servers how adoptions go on. Each delivery is a row with a due time. */
export const startWebhooks = async (service: Service): Promise<void> => {
  const { app, name } = service;
  const on = (type: AdoptionProgressed['type']) => (message: Progress) =>
    enqueue(service, message, type);
  await service.subscribe({
    subscribePetAdopted: on('pet.adopted'),
    subscribeAdoptionCompleted: on('adoption.completed'),
    subscribeAdoptionFailed: on('adoption.failed'),
  });
  await repeat(app, { name, every: 1_000, channel: 'webhooks', step: () => deliverNext(app) });
};

interface Progress {
  readonly id: string;
  readonly timestamp: Date;
  readonly payload: { readonly adoptionId: string };
}

/** One row for each webhook that wants to know. */
const enqueue = (
  service: Service,
  message: Progress,
  type: AdoptionProgressed['type'],
): Promise<void> => {
  const { adoptionId } = message.payload;
  const statusUrl = `${apiUrlOf(service.app.config)}/api/adoptions/${adoptionId}/status`;
  const timestamp = message.timestamp.toISOString();
  const body: AdoptionProgressed = { type, timestamp, data: { adoptionId, statusUrl } };
  return service.once(message, async (tx) => {
    await tx.sql`with added as (
        insert into webhook_deliveries (id, webhook_id, body)
        select gen_random_uuid(), id, ${JSON.stringify(body)} from webhooks
        where disabled_at is null and ${type} = any(events))
      select pg_notify('webhooks', '')`;
  });
};
