import { existsSync } from 'node:fs';
import { describe } from 'vitest';

const addresses = (variable: string): readonly string[] | undefined =>
  process.env[variable]?.split(',').filter((broker) => broker !== '');

/** Addresses of the Kafka brokers that the tests may use, from `KAFKA_BROKERS`. */
export const kafkaBrokers = (): readonly string[] | undefined => addresses('KAFKA_BROKERS');

/** A Kafka cluster that the contract suite runs on. */
export interface KafkaCluster {
  readonly name: string;
  readonly brokers: readonly string[] | undefined;
  /** How to start it. */
  readonly hint: string;
}

/**
 * Kafka as it is now, and the last line with ZooKeeper-era protocols. The old one is asked for by
 * `KAFKA_39_BROKERS`, on CI always.
 */
export function kafkaClusters(): KafkaCluster[] {
  const hint = 'start Kafka: export $(test/brokers/kafka start)';
  const old = {
    name: 'kafka 3.9',
    brokers: addresses('KAFKA_39_BROKERS'),
    hint: 'start it: export KAFKA_39_BROKERS=... (test/brokers/kafka start --kafka 3.9 --port 9192)',
  };
  const isOldWanted = old.brokers !== undefined || process.env['CI'] === 'true';
  return [{ name: 'kafka', brokers: kafkaBrokers(), hint }, ...(isOldWanted ? [old] : [])];
}

/** Where RabbitMQ is, from `AMQP_URL`. */
export const amqpUrl = (): string | undefined =>
  process.env['AMQP_URL'] === '' ? undefined : process.env['AMQP_URL'];

/**
 * A suite that needs a broker: runs where there is one, fails on CI where there is none, is
 * skipped elsewhere with one line that says how to start it.
 */
function describeWith<Broker>(
  broker: Broker | undefined,
  hint: string,
  name: string,
  body: (broker: Broker) => void,
): void {
  if (broker !== undefined) {
    describe(name, () => body(broker));
    return;
  }
  if (process.env['CI'] === 'true') throw new Error(`${name}: ${hint}`);
  describe.skip(name, () => undefined);
}

/** Runs `body` against Kafka; see `describeWith`. */
export const describeKafka = (name: string, body: (brokers: readonly string[]) => void): void =>
  describeWith(kafkaBrokers(), 'start Kafka: export $(test/brokers/kafka start)', name, body);

/** Runs `body` against each Kafka of `kafkaClusters`; see `describeWith`. */
export const describeKafkas = (name: string, body: (brokers: readonly string[]) => void): void => {
  for (const cluster of kafkaClusters())
    describeWith(cluster.brokers, cluster.hint, `${name}: ${cluster.name}`, body);
};

/** Runs `body` against RabbitMQ; see `describeWith`. */
export const describeAmqp = (name: string, body: (url: string) => void): void =>
  describeWith(amqpUrl(), 'start RabbitMQ: export $(test/brokers/rabbitmq start)', name, body);

/** A PostgreSQL database that the tests may use, from `DATABASE_URL`: they make schemas of their own. */
export const databaseUrl = (): string | undefined =>
  process.env['DATABASE_URL'] === '' ? undefined : process.env['DATABASE_URL'];

/** The database, or an error on CI, where no suite is skipped. */
export const databaseUrlOrFail = (): string | undefined => {
  const url = databaseUrl();
  if (url === undefined && process.env['CI'] === 'true') {
    throw new Error('the tests on PostgreSQL need DATABASE_URL');
  }
  return url;
};

/** Where Chromium is, from `CHROMIUM` or where systems put it. */
export const chromiumPath = (): string | undefined =>
  [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );

/** Runs `body`, which drives Chromium; see `describeWith`. */
export const describeBrowser = (name: string, body: (path: string) => void): void =>
  describeWith(chromiumPath(), 'apt-get install chromium, or set CHROMIUM', name, body);
