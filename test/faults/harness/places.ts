import type { Client } from '../../../fixtures/contract/expected/index.js';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { Outbox } from '../../../templates/runtime/outbox.js';
import type { Bus } from '../../../templates/runtime/types.js';
import { amqpUrl, kafkaBrokers } from '../../brokers/available.js';
import { kinds } from '../../runtime/outbox/stores.js';
import type { Stand } from '../../runtime/outbox/stores.js';
import { rabbitBus } from './amqp-stage.js';
import type { KafkaDriver } from './kafka-drivers.js';
import { kafkaDrivers } from './kafka-drivers.js';
import { PrivateKafka, PrivateRabbit } from './private-broker.js';
import { Proxy } from './proxy.js';

const rabbit = new PrivateRabbit(5888);
const kafka = new PrivateKafka(9892, 1);
/** Between us and RabbitMQ, once it has started. */
let network: Proxy | undefined;
const inCi = process.env['CI'] === 'true';

/** Bytes above which a message is refused before it is sent. */
export const maxBytes = 50_000;

/** A broker for outbox and inbox to stand on; it may go away. */
export interface Place {
  readonly name: string;
  readonly available: boolean;
  readonly start: () => Promise<unknown>;
  readonly wipe: () => Promise<unknown>;
  readonly goAway: () => Promise<unknown>;
  readonly comeBack: () => Promise<unknown>;
  /** How a service in another process gets there. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly makeBus: (log: Logger) => Bus;
}

const kafkaPlace = (driver: KafkaDriver): Place => ({
  name: `kafka ${PrivateKafka.version}, ${driver.name}`,
  available: inCi || kafkaBrokers() !== undefined,
  start: () => kafka.start(),
  wipe: () => kafka.wipe(),
  goAway: () => kafka.kill(1),
  comeBack: () => kafka.restart(1),
  environment: () => ({ KAFKA: kafka.brokers.join(','), DRIVER: driver.name }),
  makeBus: (log) => kafkaBus({ ...driver.options(kafka.brokers), maxBytes, log }),
});

export const places: readonly Place[] = [
  ...kafkaDrivers.map(kafkaPlace),
  {
    name: 'amqp',
    available: inCi || amqpUrl() !== undefined,
    start: async () => {
      await rabbit.start();
      network = await Proxy.to(rabbit.port);
    },
    wipe: async () => {
      await network?.close();
      await rabbit.wipe();
    },
    // RabbitMQ 3.10 that was killed may start with a quorum queue that never finds its leader again,
    // when somebody asks for it in its first half second; A1 kills it, and is not about rows.
    goAway: async () => {
      network?.refuse(true);
      network?.cut();
    },
    comeBack: async () => network?.refuse(false),
    environment: () => ({ AMQP: rabbit.url(10) }),
    makeBus: (log) =>
      rabbitBus(rabbit.url(10, network?.port), { maxMessageSize: maxBytes, backoff: () => 500 })(
        log,
      ),
  },
];

const stores = kinds();

/** PostgreSQL where there is one: rows and locks of several processes are what is tested. */
export const openStand = async (): Promise<Stand<never>> => {
  const store = stores.find(({ name }) => name === 'PostgreSQL') ?? stores[0];
  if (store === undefined) throw new TypeError('there is no store');
  return store.open();
};

/** The generated client on a transaction of the outbox: it only sends. */
export const sender = (outbox: Outbox<never>, tx: never): Client => createClient(outbox.bus(tx));
