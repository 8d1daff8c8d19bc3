import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { PrivateKafka } from '../faults/harness/private-broker.js';
import { inProject } from '../support/paths.js';

const run = promisify(execFile);

/**
 * The addresses of the PetStore stand in its document, so two that share a broker take each other's
 * messages. Hence each test file has a broker of its own, or a part of one.
 */
export interface OwnBroker {
  readonly transport: 'amqp' | 'kafka';
  /** What leads the PetStore there. */
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

export interface OwnVhost extends OwnBroker {
  readonly url: string;
  /** `rabbitmqctl` about this virtual host, one JSON object a row. */
  readonly list: (
    what: string,
    ...columns: readonly string[]
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A virtual host on the RabbitMQ that tests are given. */
export const ownVhost = async (url: string): Promise<OwnVhost> => {
  const name = `petstore-${randomBytes(6).toString('hex')}`;
  const server = new URL(url);
  const ctl = async (...args: readonly string[]): Promise<string> => {
    const program = inProject('test/brokers/rabbitmq');
    const all = [program, '--port', server.port, 'ctl', '--quiet', ...args];
    return (await run(process.execPath, all)).stdout;
  };
  await ctl('add_vhost', name);
  await ctl('set_permissions', '-p', name, server.username, '.*', '.*', '.*');
  const own = new URL(url);
  own.pathname = name;
  return {
    transport: 'amqp',
    url: own.href,
    env: { AMQP_URL: own.href },
    list: async (what, ...columns) => {
      const text = await ctl(`list_${what}`, '-p', name, '--formatter', 'json', ...columns);
      return JSON.parse(text) as Readonly<Record<string, unknown>>[];
    },
    remove: async () => {
      await ctl('delete_vhost', name);
    },
  };
};

export interface OwnKafka extends OwnBroker {
  readonly brokers: readonly string[];
}

/** A Kafka that is started for a test file. @param port unique to it, see `PrivateKafka` */
export const ownKafka = async (port: number): Promise<OwnKafka> => {
  const kafka = new PrivateKafka(port, 1);
  await kafka.start();
  return {
    transport: 'kafka',
    brokers: kafka.brokers,
    env: { KAFKA_BROKERS: kafka.brokers.join(',') },
    remove: async () => {
      await kafka.wipe();
    },
  };
};
