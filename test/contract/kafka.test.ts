import { Kafka, logLevel } from 'kafkajs';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { kafkaClusters } from '../brokers/available.js';
import { contractSuite } from './suite.js';

for (const { name, brokers, hint } of kafkaClusters()) {
  contractSuite(name, {
    makeBus: (options) =>
      kafkaBus({
        ...options,
        client: new Kafka({
          clientId: 'petevents-contract',
          brokers: [...(brokers ?? [])],
          logLevel: logLevel.NOTHING,
        }),
        topicRefresh: 1_000,
      }),
    unavailable: brokers === undefined ? hint : undefined,
  });
}
