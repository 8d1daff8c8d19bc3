import type { Client } from '../../../fixtures/contract/expected/index.js';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { Outbox } from '../../../templates/runtime/outbox.js';
import type { Bus } from '../../../templates/runtime/types.js';
import { amqpUrl, kafkaBrokers } from '../../brokers/available.js';
import { kafka as kafkaClient } from '../../runtime/kafka/harness.js';
import { kinds } from '../../runtime/outbox/stores.js';
import type { Stand } from '../../runtime/outbox/stores.js';
import { rabbitBus } from './amqp-stage.js';
import { PrivateKafka, PrivateRabbit } from './private-broker.js';

const rabbit = new PrivateRabbit(5888);
const kafka = new PrivateKafka(9892, 1);
const inCi = process.env['CI'] === 'true';

/** Bytes above which a message is refused before it is sent. */
export const maxBytes = 50_000;

/** A broker for outbox and inbox to stand on; it may go away. */
export interface Place {
  readonly name: string;
  readonly available: boolean;
  readonly start: () => Promise<unknown>;
  readonly wipe: () => Promise<unknown>;
  readonly kill: () => Promise<unknown>;
  readonly restart: () => Promise<unknown>;
  readonly makeBus: (log: Logger) => Bus;
  /** How another process gets there. */
  readonly environment: Readonly<Record<string, string>>;
}

export const places: readonly Place[] = [
  {
    name: `kafka ${PrivateKafka.version}`,
    available: inCi || kafkaBrokers() !== undefined,
    start: () => kafka.start(),
    wipe: () => kafka.wipe(),
    kill: () => kafka.kill(1),
    restart: () => kafka.restart(1),
    makeBus: (log) => kafkaBus({ client: kafkaClient(kafka.brokers), maxBytes, log }),
    environment: { KAFKA: kafka.brokers.join(',') },
  },
  {
    name: 'amqp',
    available: inCi || amqpUrl() !== undefined,
    start: () => rabbit.start(),
    wipe: () => rabbit.wipe(),
    kill: () => rabbit.kill(),
    restart: () => rabbit.restart(),
    makeBus: rabbitBus(rabbit.url(10), { maxMessageSize: maxBytes, backoff: () => 500 }),
    environment: { AMQP: rabbit.url(10) },
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
