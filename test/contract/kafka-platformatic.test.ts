import { describe } from 'vitest';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { platformaticDriver } from '../../templates/runtime/kafka/platformatic.js';
import { kafkaClusters } from '../brokers/available.js';
import { bodiesOf, clientOf } from './kafka-topics.js';
import { contractSuite } from './suite.js';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 22);

// `.ci/run` runs it on a Node that has what the library needs.
if (isNewEnough) {
  const library = await import('@platformatic/kafka');
  for (const { name, brokers = [], hint } of kafkaClusters()) {
    const connection = { clientId: 'petevents-contract', bootstrapBrokers: [...brokers] };
    contractSuite(`${name}, @platformatic/kafka`, {
      makeBus: (options) =>
        kafkaBus({
          ...options,
          driver: platformaticDriver(library, connection),
          topicRefresh: 1_000,
        }),
      unavailable: brokers.length === 0 ? hint : undefined,
      deadLetters: (_, group, address) => bodiesOf(clientOf(brokers), `${address}.${group}.dlq`),
    });
  }
} else {
  describe.skip('@platformatic/kafka needs Node 22.22', () => undefined);
}
