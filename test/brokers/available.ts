import { describe } from 'vitest';

/** Addresses of the Kafka brokers that the tests may use, from `KAFKA_BROKERS`. */
export const kafkaBrokers = (): readonly string[] | undefined =>
  process.env['KAFKA_BROKERS']?.split(',').filter((broker) => broker !== '');

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
  console.warn(`skipped: ${name}: ${hint}`);
  describe.skip(name, () => undefined);
}

/** Runs `body` against Kafka; see `describeWith`. */
export const describeKafka = (name: string, body: (brokers: readonly string[]) => void): void =>
  describeWith(kafkaBrokers(), 'start Kafka: export $(test/brokers/kafka start)', name, body);

/** Runs `body` against RabbitMQ; see `describeWith`. */
export const describeAmqp = (name: string, body: (url: string) => void): void =>
  describeWith(amqpUrl(), 'start RabbitMQ: export $(test/brokers/rabbitmq start)', name, body);
