import { describe } from 'vitest';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { confluentDriver } from '../../templates/runtime/kafka/confluent.js';
import { kafkaClusters } from '../brokers/available.js';
import { confluentHint, confluentLibrary } from '../runtime/kafka/confluent-library.js';
import { bodiesOf, clientOf } from './kafka-topics.js';
import { contractSuite } from './suite.js';

const library = confluentLibrary;
if (library === undefined) {
  describe.skip(`@confluentinc/kafka-javascript: ${confluentHint}`, () => undefined);
} else {
  for (const { name, brokers = [], hint } of kafkaClusters()) {
    const properties = {
      'client.id': 'petevents-contract',
      'bootstrap.servers': brokers.join(','),
    };
    contractSuite(`${name}, @confluentinc/kafka-javascript`, {
      makeBus: (options) =>
        kafkaBus({
          ...options,
          driver: confluentDriver(library, properties),
          topicRefresh: 1_000,
        }),
      // The library has no request for the settings of a topic.
      provisioned: 'unknown',
      unavailable: brokers.length === 0 ? hint : undefined,
      deadLetters: (_, group, address) => bodiesOf(clientOf(brokers), `${address}.${group}.dlq`),
    });
  }
}
