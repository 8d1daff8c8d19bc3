import { createClient } from '../generated/index.js';
import type { Handlers } from '../generated/index.js';
import type { AtLeastOne, Bus } from '../generated/runtime/types.js';
import { upcasters } from '../services/pets/upcasters.js';
import type { App } from './app.js';

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
  // A group that starts after the first message was sent reads it all the same.
  const options = {
    concurrency,
    retry: { firstDelay: app.config.retryDelay },
    ...(bus.kind === 'kafka' && { from: 'earliest' }),
  };
  for (let worker = 0; worker < (app.config.scale.get(group) ?? 1); worker += 1) {
    const subscription = client.subscribe(group, handlers, options);
    app.consumers.add(group, subscription);
    await subscription.ready;
  }
};
