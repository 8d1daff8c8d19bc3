import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { ChannelContract, MessageContract } from '../../../templates/runtime/contract.js';
import type {
  ConsumeRequest,
  Delivery,
  OutgoingRecord,
  Source,
  Transport,
} from '../../../templates/runtime/core/transport.js';
import type {
  DriverOptions,
  KafkaDefaults,
  KafkaJsOptions,
} from '../../../templates/runtime/kafka/options.js';
import { partitionOf } from '../../../templates/runtime/kafka/murmur2.js';
import { KafkaTransport } from '../../../templates/runtime/kafka/transport.js';

/** A name that no other test and no earlier run has used. */
export const unique = (name: string): string => `${name}.${randomUUID().slice(0, 8)}`;

export const kafka = (brokers: readonly string[]): Kafka =>
  new Kafka({ clientId: 'petevents-test', brokers: [...brokers], logLevel: logLevel.NOTHING });

/** Watches the heartbeats of the client's consumers, from now on. */
export function heartbeats(client: Kafka): { acceptedAfter: (time: number) => Promise<void> } {
  const listeners = new Set<(timestamp: number) => void>();
  const makeConsumer = client.consumer.bind(client);
  client.consumer = (config) => {
    const consumer = makeConsumer(config);
    consumer.on(consumer.events.HEARTBEAT, ({ timestamp }) => {
      for (const listener of listeners) listener(timestamp);
    });
    return consumer;
  };
  return {
    /** Resolves when the group took one after that time (milliseconds since 1970): we are still in it. */
    acceptedAfter: (time) =>
      new Promise((resolve) => {
        const listener = (timestamp: number): void => {
          if (timestamp <= time) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      }),
  };
}

const quiet = () => undefined;

export interface Started {
  readonly transport: Transport;
  readonly states: string[];
}

/** A started transport with a client of its own. */
export function startTransport(
  brokers: readonly string[],
  options: Partial<KafkaDefaults & KafkaJsOptions> | (KafkaDefaults & DriverOptions) = {},
): Started {
  const transport = new KafkaTransport(
    options.driver === undefined ? { client: kafka(brokers), ...options } : options,
  );
  const states: string[] = [];
  transport.start({
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    status: (state) => void states.push(state),
  });
  return { transport, states };
}

const message: MessageContract = {
  type: 'Thing',
  wireType: 'Thing',
  contentType: 'application/json',
  payload: {
    is: (value: unknown): value is unknown => value !== undefined,
    parse: (value: unknown) => value,
    issues: () => [],
    '~standard': { version: 1, vendor: 'petevents', validate: (value: unknown) => ({ value }) },
  },
};

export const channelOf = (
  address: string,
  more: Partial<ChannelContract> = {},
): ChannelContract => ({ id: 'channel', address, messages: [message], ...more });

export interface Outgoing {
  readonly key?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string | number>;
  readonly inbox?: string;
}

export function recordTo(
  channel: ChannelContract,
  body: string | Uint8Array,
  { key, params = {}, headers = {}, inbox }: Outgoing = {},
): OutgoingRecord {
  const target: OutgoingRecord['target'] =
    inbox === undefined
      ? { to: 'channel', title: 'Test', channel, params, bindings: undefined, mandatory: false }
      : { to: 'inbox', address: inbox };
  return {
    target,
    operation: 'publishThing',
    message,
    key,
    meta: {
      id: randomUUID(),
      type: 'Thing',
      time: new Date().toISOString(),
      source: undefined,
      version: 1,
      correlationId: 'c',
      causationId: undefined,
      contentType: 'application/json',
    },
    headers,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    payload: undefined,
  };
}

export const sourceOf = (channel: ChannelContract, more: Partial<Source> = {}): Source => ({
  title: 'Test',
  channel,
  others: [],
  params: {},
  bindings: undefined,
  maxAttempts: 5,
  deadLetter: undefined,
  ...more,
});

/** What a subscription got; `seen(n)` waits until there are `n`. */
export class Received {
  readonly deliveries: Delivery[] = [];
  readonly revoked: object[] = [];
  readonly held: boolean[] = [];
  readonly #settle: boolean;
  #waiters: { count: number; resolve: () => void }[] = [];

  constructor(options: { settle?: boolean } = {}) {
    this.#settle = options.settle ?? true;
  }

  readonly take = (delivery: Delivery): void => {
    this.deliveries.push(delivery);
    if (this.#settle) delivery.settle();
    const ready = this.#waiters.filter(({ count }) => this.deliveries.length >= count);
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  };

  readonly revoke = (epoch: object): void => void this.revoked.push(epoch);

  readonly hold = (held: boolean): void => void this.held.push(held);

  seen(count: number): Promise<void> {
    if (this.deliveries.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }

  get texts(): string[] {
    return this.deliveries.map(({ body }) => new TextDecoder().decode(body));
  }
}

export const consumeRequest = (
  group: string,
  channel: ChannelContract,
  received: Received,
  more: Partial<ConsumeRequest> = {},
): ConsumeRequest => ({
  group,
  sources: [sourceOf(channel)],
  concurrency: 10,
  from: 'latest',
  deliver: received.take,
  revoke: received.revoke,
  hold: received.hold,
  ...more,
});

/** A key that goes to this partition. */
export function keyFor(partition: number, partitions = 4): string {
  for (let n = 0; ; n += 1) {
    if (partitionOf(new TextEncoder().encode(`key${n}`), partitions) === partition)
      return `key${n}`;
  }
}
