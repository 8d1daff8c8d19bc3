import { TransportBus } from './core/bus.js';
import type { KafkaOptions } from './kafka/options.js';
import { KafkaTransport } from './kafka/transport.js';
import type { Bus, BusOptions } from './types.js';

export type { KafkaClient } from './kafka/client.js';
export type { KafkaOptions } from './kafka/options.js';

export type KafkaBusOptions = KafkaOptions & BusOptions;

/**
 * A bus on Kafka, through the caller's own client:
 * `kafkaBus({ client: new Kafka({ clientId: 'petstore', brokers: ['localhost:9092'] }) })`.
 * It connects at first use, and closes what it opened; the client holds nothing to close.
 */
export const kafkaBus = (options: KafkaBusOptions): Bus<'kafka'> =>
  new TransportBus(new KafkaTransport(options), options);
