import { createAdmin } from './confluent/admin.js';
import type { ConfluentLibrary, Properties } from './confluent/client.js';
import { ConfluentProducer } from './confluent/producer.js';
import { ConfluentSession } from './confluent/session.js';
import type { Driver } from './driver.js';
import { HealingConsumer } from './healing-consumer.js';

export type { ConfluentLibrary, Properties } from './confluent/client.js';

/**
 * Drives @confluentinc/kafka-javascript (1.10 or newer, librdkafka) instead of kafkajs:
 * `kafkaBus({ driver: confluentDriver(library, { 'client.id': 'petstore', 'bootstrap.servers': 'localhost:9092' }) })`.
 * Members of a group must all use this driver, or none.
 *
 * @param library the library, the caller's own: `import library from '@confluentinc/kafka-javascript'`
 * @param properties of librdkafka: who we are and where the brokers are, with TLS and SASL if they ask for it
 * @param tuning properties of consumers; `fetch.wait.max.ms` is 100 and `heartbeat.interval.ms` 300 if not given
 */
export const confluentDriver = (
  library: ConfluentLibrary,
  properties: Properties,
  tuning: Properties = {},
): Driver => ({
  keepsNotes: true,
  admin: createAdmin(library, properties),
  createProducer: ({ patient }) => new ConfluentProducer(library, properties, patient),
  createConsumer: (options) =>
    new HealingConsumer(
      options,
      () => new ConfluentSession(library, { ...properties, ...tuning }, options),
    ),
});
