import { kafkaBus } from '../../templates/runtime/kafka.js';
import { kafkaClusters } from '../brokers/available.js';
import { bodiesOf, clientOf } from './kafka-topics.js';
import { contractSuite } from './suite.js';

for (const { name, brokers, hint } of kafkaClusters()) {
  contractSuite(name, {
    makeBus: (options) =>
      kafkaBus({
        ...options,
        client: clientOf(brokers ?? []),
        topicRefresh: 1_000,
      }),
    unavailable: brokers === undefined ? hint : undefined,
    deadLetters: (_, group, address) =>
      bodiesOf(clientOf(brokers ?? []), `${address}.${group}.dlq`),
  });
}
