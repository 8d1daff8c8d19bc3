import type { DriverOptions, KafkaJsOptions } from '../../../templates/runtime/kafka/options.js';
import { confluentDriver } from '../../../templates/runtime/kafka/confluent.js';
import type { ConfluentLibrary } from '../../../templates/runtime/kafka/confluent.js';
import { platformaticDriver } from '../../../templates/runtime/kafka/platformatic.js';
import { confluentLibrary } from '../../runtime/kafka/confluent-library.js';
import { kafka } from '../../runtime/kafka/harness.js';

/** What the tests set of a consumer group, whatever the library calls it. */
export interface GroupTuning {
  readonly sessionTimeout?: number;
  /** Milliseconds that a fetch waits at the broker. */
  readonly maxWait?: number;
  readonly maxBytesPerPartition?: number;
}

/** A library that Kafka is reached through. */
export interface KafkaDriver {
  readonly name: 'kafkajs' | '@platformatic/kafka' | '@confluentinc/kafka-javascript';
  readonly options: (
    brokers: readonly string[],
    tuning?: GroupTuning,
  ) => KafkaJsOptions | DriverOptions;
}

const kafkaJs: KafkaDriver = {
  name: 'kafkajs',
  options: (brokers, { maxWait, ...tuning } = {}) => ({
    client: kafka(brokers),
    consumer: { ...tuning, ...(maxWait !== undefined && { maxWaitTimeInMs: maxWait }) },
  }),
};

const platformatic = async (): Promise<KafkaDriver> => {
  // Here, since an older Node cannot load it.
  const library = await import('@platformatic/kafka');
  return {
    name: '@platformatic/kafka',
    options: (brokers, { maxWait, ...tuning } = {}) => {
      const connection = { clientId: 'petevents-test', bootstrapBrokers: [...brokers] };
      const all = { ...tuning, ...(maxWait !== undefined && { maxWaitTime: maxWait }) };
      return { driver: platformaticDriver(library, connection, all) };
    },
  };
};

const confluent = (library: ConfluentLibrary): KafkaDriver => ({
  name: '@confluentinc/kafka-javascript',
  options: (brokers, { sessionTimeout, maxWait, maxBytesPerPartition } = {}) => {
    const properties = { 'client.id': 'petevents-test', 'bootstrap.servers': brokers.join(',') };
    const tuning = {
      ...(sessionTimeout !== undefined && { 'session.timeout.ms': sessionTimeout }),
      ...(maxWait !== undefined && { 'fetch.wait.max.ms': maxWait }),
      ...(maxBytesPerPartition !== undefined && {
        'max.partition.fetch.bytes': maxBytesPerPartition,
      }),
    };
    return { driver: confluentDriver(library, properties, tuning) };
  },
});

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** What @platformatic/kafka needs. */
export const isNewEnough = major > 22 || (major === 22 && minor >= 22);

/** The drivers that this Node can load, and that are there. */
export const kafkaDrivers: readonly KafkaDriver[] = [
  kafkaJs,
  ...(isNewEnough ? [await platformatic()] : []),
  ...(confluentLibrary === undefined ? [] : [confluent(confluentLibrary)]),
];

export const driverNamed = (name: string): KafkaDriver => {
  const driver = kafkaDrivers.find((one) => one.name === name);
  if (driver === undefined) throw new Error(`no driver ${name}`);
  return driver;
};
