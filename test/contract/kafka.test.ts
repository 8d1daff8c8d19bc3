import { Kafka, logLevel } from 'kafkajs';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { kafkaBrokers } from '../brokers/available.js';
import { contractSuite } from './suite.js';

const brokers = kafkaBrokers();

contractSuite('kafka', {
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
  unavailable:
    brokers === undefined ? 'start Kafka: export $(test/brokers/kafka start)' : undefined,
});
