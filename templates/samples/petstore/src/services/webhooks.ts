import { apiUrlOf } from '../config.js';
import type { AdoptionProgressed } from '../generated/index.js';
import { PostgresWebhooks } from '../generated/runtime/webhooks.js';
import { repeat, type App } from '../kernel/app.js';
import type { Service } from '../kernel/service.js';

/** What customers' servers are told is kept by the run time: each delivery is a row with a due time. */
export const webhooksOf = ({ db, log, config }: App): PostgresWebhooks =>
  new PostgresWebhooks({ database: db.pg, log, allowPrivate: config.allowPrivateWebhooks });

/** Tells customers' servers how adoptions go on. */
export const startWebhooks = async (service: Service): Promise<void> => {
  const { app, name } = service;
  const webhooks = webhooksOf(app);
  const on = (type: AdoptionProgressed['type']) => (message: Progress) =>
    service.once(message, (tx) => webhooks.enqueue(tx, type, progressOf(app, message, type)));
  await service.subscribe({
    subscribePetAdopted: on('pet.adopted'),
    subscribeAdoptionCompleted: on('adoption.completed'),
    subscribeAdoptionFailed: on('adoption.failed'),
  });
  const step = () => webhooks.deliverDue();
  await repeat(app, { name, every: 1_000, channel: 'webhooks', step });
};

interface Progress {
  readonly id: string;
  readonly timestamp: Date;
  readonly payload: { readonly adoptionId: string };
}

const progressOf = (
  { config }: App,
  { timestamp, payload: { adoptionId } }: Progress,
  type: AdoptionProgressed['type'],
): AdoptionProgressed => {
  const statusUrl = `${apiUrlOf(config)}/api/adoptions/${adoptionId}/status`;
  return { type, timestamp: timestamp.toISOString(), data: { adoptionId, statusUrl } };
};
