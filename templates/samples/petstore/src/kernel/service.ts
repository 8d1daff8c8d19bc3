import { createClient, type AtLeastOne, type Bus, type Handlers } from '../generated/index.js';
import { upcasters } from '../services/pets/upcasters.js';
import type { App } from './app.js';
import { counted } from './consumers.js';

export interface ServiceOptions {
  readonly bus?: Bus;
  /** Messages that one worker has in hand. Default 10. */
  readonly concurrency?: number;
}

/** Subscribes a service, once for each of its workers: one consumer group, which they share. */
export const subscribe = async (
  app: App,
  group: string,
  handlers: AtLeastOne<Handlers>,
  { bus = app.bus, concurrency = 10 }: ServiceOptions = {},
): Promise<void> => {
  const client = createClient(bus, { source: `${group}-service`, upcasters });
  const { counts, subscriptions } = app.consumers.of(group);
  // A group that starts after the first message was sent reads it all the same.
  const options = {
    concurrency,
    retry: { firstDelay: app.config.retryDelay },
    ...(bus.kind === 'kafka' && { from: 'earliest' }),
  };
  for (let worker = 0; worker < (app.config.scale.get(group) ?? 1); worker += 1) {
    const subscription = client.subscribe(group, counted(counts, handlers), options);
    subscriptions.push(subscription);
    await subscription.ready;
  }
};
