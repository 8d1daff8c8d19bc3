import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';
import {
  AmqpTransport,
  type AmqpTransportOptions,
} from '../../../templates/runtime/amqp/transport.js';
import type { ChannelContract, MessageContract } from '../../../templates/runtime/contract.js';
import type {
  ConsumeRequest,
  Delivery,
  Intake,
  OutgoingRecord,
  Source,
  Target,
} from '../../../templates/runtime/core/transport.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { Validator } from '../../../templates/runtime/validator.js';

/** Accepts everything: validation is the core's, not the transport's. */
const anything: Validator<unknown> = {
  is: (value): value is unknown => value !== anything,
  parse: (value) => value,
  issues: () => [],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};

export const message = (more: Partial<MessageContract> = {}): MessageContract => ({
  type: 'PetAdopted',
  wireType: 'PetAdopted',
  contentType: 'application/json',
  payload: anything,
  ...more,
});

export const channel = (
  address: string | null,
  more: Partial<ChannelContract> = {},
): ChannelContract => ({
  id: 'petAdopted',
  address,
  messages: [message()],
  ...more,
});

type ChannelTarget = Extract<Target, { to: 'channel' }>;

export const toChannel = (
  title: string,
  to: ChannelContract,
  more: Partial<ChannelTarget> = {},
): ChannelTarget => ({
  to: 'channel',
  title,
  channel: to,
  params: {},
  bindings: undefined,
  mandatory: false,
  ...more,
});

export const record = (
  target: Target,
  payload: unknown,
  more: Partial<OutgoingRecord> = {},
): OutgoingRecord => {
  const id = more.meta?.id ?? randomUUID();
  return {
    operation: 'publishPetAdopted',
    target,
    message: message(),
    key: undefined,
    meta: {
      id,
      type: 'PetAdopted',
      time: '2026-03-13T10:00:00.123Z',
      source: 'test',
      version: 1,
      correlationId: 'correlation-1',
      causationId: undefined,
      contentType: 'application/json',
    },
    headers: {
      'event-id': id,
      'event-type': 'PetAdopted',
      timestamp: '2026-03-13T10:00:00.123Z',
      source: 'test',
      'schema-version': 1,
      'correlation-id': 'correlation-1',
      'content-type': 'application/json',
    },
    body: Buffer.from(JSON.stringify(payload)),
    payload,
    ...more,
  };
};

export const source = (title: string, of: ChannelContract, more: Partial<Source> = {}): Source => ({
  title,
  channel: of,
  others: [],
  params: {},
  bindings: undefined,
  maxAttempts: 5,
  deadLetter: undefined,
  ...more,
});

export const json = (delivery: Delivery): unknown =>
  JSON.parse(Buffer.from(delivery.body).toString()) as unknown;

/** Collects what comes and lets a test wait for the n-th item. */
export class Collector<T> {
  readonly items: T[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: (items: T[]) => void }[] = [];

  readonly add = (item: T): void => {
    this.items.push(item);
    for (const { count, resolve } of [...this.#waiting]) {
      if (this.items.length >= count) resolve(this.items);
    }
  };

  reach(count: number): Promise<T[]> {
    if (this.items.length >= count) return Promise.resolve(this.items);
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

/** A transport with its host, and names that no other run uses; deletes what it made. */
export class World {
  readonly title = `petevents-test-${randomUUID().slice(0, 8)}`;
  readonly log: LogLine[] = [];
  readonly states = new Collector<string>();
  readonly #transports: AmqpTransport[] = [];
  readonly #queues = new Set<string>();
  readonly #exchanges = new Set<string>();
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    this.#exchanges.add(`${this.title}.events`);
  }

  transport(options: Partial<AmqpTransportOptions> = {}): AmqpTransport {
    const transport = new AmqpTransport({
      connect: () => amqp.connect(this.url),
      backoff: () => 20,
      ...options,
    });
    const at =
      (level: keyof Logger) =>
      (fields: object, text: string): void =>
        void this.log.push({ level, fields, message: text });
    transport.start({
      log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      status: (state) => this.states.add(state),
    });
    this.#transports.push(transport);
    return transport;
  }

  /** A group name of this run; its queues are deleted at the end. */
  group(name: string): string {
    return `${this.title}.${name}`;
  }

  willMake(names: { queue?: string; exchange?: string }): void {
    if (names.queue !== undefined) {
      this.#queues.add(names.queue);
      this.#queues.add(`${names.queue}.dlq`);
    }
    if (names.exchange !== undefined) this.#exchanges.add(names.exchange);
  }

  /** Consumes and collects. */
  async consume(
    transport: AmqpTransport,
    request: Partial<ConsumeRequest> & Pick<ConsumeRequest, 'group' | 'sources'>,
  ): Promise<{ intake: Intake; deliveries: Collector<Delivery>; revoked: Collector<object> }> {
    const deliveries = new Collector<Delivery>();
    const revoked = new Collector<object>();
    for (const { channel: of } of request.sources) {
      this.willMake({
        queue: `${request.group}.${(of.address ?? '').replaceAll(/\{[^}]+\}/g, '*')}`,
      });
    }
    const intake = await transport.consume({
      concurrency: 10,
      from: 'latest',
      deliver: deliveries.add,
      revoke: revoked.add,
      hold: () => undefined,
      ...request,
    });
    return { intake, deliveries, revoked };
  }

  /** Does something on a connection of its own. */
  async admin<T>(act: (channel: amqp.Channel) => Promise<T>): Promise<T> {
    const connection = await amqp.connect(this.url);
    connection.on('error', () => undefined);
    try {
      const own = await connection.createChannel();
      own.on('error', () => undefined);
      return await act(own);
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.close(5_000)));
    await this.admin(async (own) => {
      for (const queue of this.#queues) await own.deleteQueue(queue);
      for (const exchange of this.#exchanges) await own.deleteExchange(exchange);
    });
  }
}
