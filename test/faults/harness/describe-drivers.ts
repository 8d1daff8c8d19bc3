import { describe } from 'vitest';
import { describeKafka } from '../../brokers/available.js';
import type { KafkaDriver } from './kafka-drivers.js';
import { confluentHint, confluentLibrary } from '../../runtime/kafka/confluent-library.js';
import { isNewEnough, kafkaDrivers } from './kafka-drivers.js';
import { PrivateKafka } from './private-broker.js';

/** Runs `body` with each driver that this Node can load; see `describeKafka`. */
export const describeDrivers = (name: string, body: (driver: KafkaDriver) => void): void => {
  for (const driver of kafkaDrivers) {
    describeKafka(`${name} (Kafka ${PrivateKafka.version}, ${driver.name})`, () => body(driver));
  }
  if (confluentLibrary === undefined) {
    describe.skip(`@confluentinc/kafka-javascript: ${confluentHint}`, () => undefined);
  }
  if (!isNewEnough) describe.skip('@platformatic/kafka needs Node 22.22', () => undefined);
};
