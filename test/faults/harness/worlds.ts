import amqp from 'amqplib';
import { ConfigResourceTypes } from 'kafkajs';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { Logger } from '../../../templates/runtime/log.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { Bus, BusOptions } from '../../../templates/runtime/types.js';
import { amqpUrl, kafkaBrokers } from '../../brokers/available.js';
import { rabbitBus } from './amqp-stage.js';
import type { KafkaDriver } from './kafka-drivers.js';
import { kafkaDrivers } from './kafka-drivers.js';
import { asAdmin } from './kafka-stage.js';
import { PrivateKafka, PrivateRabbit } from './private-broker.js';

const rabbit = new PrivateRabbit(5886);
const kafka = new PrivateKafka(9792, 1);
const inCi = process.env['CI'] === 'true';

/** A transport, with a broker of its own. */
export interface World {
  readonly name: string;
  readonly available: boolean;
  readonly start: () => Promise<unknown>;
  readonly wipe: () => Promise<unknown>;
  /** Makes the group's dead letters unwelcome; resolves to what ends that. */
  readonly refuseDeadLetters?: (group: string) => Promise<() => Promise<unknown>>;
  /** How a service in another process gets there. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly makeBus: (options: BusOptions & { readonly log: Logger }) => Bus;
}

const kafkaWorld = (driver: KafkaDriver): World => ({
  name: `kafka ${PrivateKafka.version}, ${driver.name}`,
  available: inCi || kafkaBrokers() !== undefined,
  start: () => kafka.start(),
  wipe: () => kafka.wipe(),
  environment: { KAFKA: kafka.brokers.join(','), DRIVER: driver.name },
  refuseDeadLetters: async (group) => {
    const limit = async (bytes: string): Promise<void> =>
      asAdmin(kafka.brokers, async (admin) => {
        const configEntries = [{ name: 'max.message.bytes', value: bytes }];
        const name = `contract.things.${group}.dlq`;
        const resources = [{ type: ConfigResourceTypes.TOPIC, name, configEntries }];
        await admin.alterConfigs({ validateOnly: false, resources });
      });
    await limit('1');
    return () => limit('1000000');
  },
  makeBus: (options) => kafkaBus({ ...driver.options(kafka.brokers), ...options }),
});

export const worlds: readonly World[] = [
  {
    name: 'memory',
    available: true,
    start: async () => undefined,
    wipe: async () => undefined,
    makeBus: (options) => memoryBus(options),
  },
  ...kafkaDrivers.map(kafkaWorld),
  {
    name: 'amqp',
    available: inCi || amqpUrl() !== undefined,
    start: () => rabbit.start(),
    wipe: () => rabbit.wipe(),
    environment: { AMQP: rabbit.url(10) },
    refuseDeadLetters: async (group) => {
      const name = `${group}.contract.things.dlq`;
      const withChannel = async (act: (channel: amqp.Channel) => Promise<unknown>) => {
        const connection = await amqp.connect(rabbit.url(10));
        await act(await connection.createChannel());
        await connection.close();
      };
      await withChannel(async (channel) => {
        await channel.deleteQueue(name);
        const full = { 'x-max-length': 0, 'x-overflow': 'reject-publish' };
        await channel.assertQueue(name, { arguments: full });
      });
      return () => withChannel((channel) => channel.deleteQueue(name));
    },
    makeBus: ({ log, ...options }) => rabbitBus(rabbit.url(10), options)(log),
  },
];
