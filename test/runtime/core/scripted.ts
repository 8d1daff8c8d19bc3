import { TransportBus } from '../../../templates/runtime/core/bus.js';
import type {
  ConsumeRequest,
  Delivery,
  Headers,
  Intake,
  OutgoingRecord,
  ReplyInbox,
  Transport,
  TransportHost,
} from '../../../templates/runtime/core/transport.js';
import { TestableClock } from '../../../templates/runtime/memory/clock.js';
import type { BusOptions } from '../../../templates/runtime/types.js';
import { silent } from './support.js';

/** What became of a delivery. */
export interface Fate {
  readonly delivery: Delivery;
  settled: number;
  released: number;
  readonly copies: { readonly headers: Headers; readonly body: Uint8Array }[];
  /** Copies that wait. */
  readonly postponed: { readonly headers: Headers; readonly wait: number }[];
}

const never = (): Promise<never> => new Promise<never>(() => undefined);

/** A broker whose every answer the test decides. */
export class ScriptedTransport implements Transport {
  readonly kind = 'amqp';
  readonly sent: OutgoingRecord[] = [];
  connects = 0;
  closes = 0;
  stopped = 0;
  /** Errors of the next attempts to connect. */
  readonly connectErrors: Error[] = [];
  /** What becomes of the next copies; afterwards they are stored. */
  readonly copyErrors: Error[] = [];
  /** Confirms a publish. Default: at once. */
  confirm: (record: OutgoingRecord, signal: AbortSignal | undefined) => Promise<void> = () =>
    Promise.resolve();
  /** It has places where what failed can wait. */
  postpones = false;
  lag: () => Promise<number> = () => Promise.resolve(0);
  /** Nothing that closes ever ends. */
  stuck = false;
  host: TransportHost | undefined;
  #consumer: ConsumeRequest | undefined;

  start(host: TransportHost): void {
    this.host = host;
  }

  async connect(): Promise<void> {
    this.connects += 1;
    const error = this.connectErrors.shift();
    if (error !== undefined) throw error;
    this.host?.status('ready');
  }

  async publish(record: OutgoingRecord, signal?: AbortSignal): Promise<void> {
    this.sent.push(record);
    await this.confirm(record, signal);
  }

  async consume(request: ConsumeRequest): Promise<Intake> {
    this.host?.status('ready');
    this.#consumer = request;
    const end = (): Promise<void> => (this.stuck ? never() : Promise.resolve());
    return {
      pause: () => undefined,
      resume: () => undefined,
      lag: () => this.lag(),
      stop: () => {
        this.stopped += 1;
        return end();
      },
      close: end,
    };
  }

  async openReplies(): Promise<ReplyInbox> {
    return { address: 'inbox', close: () => Promise.resolve() };
  }

  close(): Promise<void> {
    this.closes += 1;
    return this.stuck ? never() : Promise.resolve();
  }

  /** What the subscription asked for. */
  get consuming(): ConsumeRequest | undefined {
    return this.#consumer;
  }

  /** A message comes in. */
  deliver(
    text: string | Uint8Array,
    headers: Headers = {},
    more: { readonly lane?: string; readonly epoch?: object; readonly postponed?: number } = {},
  ): Fate {
    const consumer = this.#consumer;
    const source = consumer?.sources[0];
    if (consumer === undefined || source === undefined) throw new Error('nobody consumes');
    const body = typeof text === 'string' ? Buffer.from(text) : text;
    const delivery: Delivery = {
      source,
      address: 'address',
      params: {},
      key: undefined,
      headers,
      body,
      timestamp: undefined,
      lane: more.lane,
      redelivered: false,
      fallbackId: undefined,
      info: { transport: 'amqp', exchange: '', routingKey: 'address', queue: 'queue' },
      epoch: more.epoch ?? this,
      postponed: more.postponed,
      settle: () => {
        fate.settled += 1;
      },
      release: () => {
        fate.released += 1;
      },
      deadLetter: async (copyHeaders) => {
        const error = this.copyErrors.shift();
        if (error !== undefined) throw error;
        fate.copies.push({ headers: copyHeaders, body });
      },
      postpone: async (copyHeaders, wait) => {
        const error = this.copyErrors.shift();
        if (error !== undefined) throw error;
        if (!this.postpones) return false;
        fate.postponed.push({ headers: copyHeaders, wait });
        return true;
      },
    };
    const fate: Fate = { delivery, settled: 0, released: 0, copies: [], postponed: [] };
    consumer.deliver(delivery);
    return fate;
  }

  revoke(epoch: object): void {
    this.#consumer?.revoke(epoch);
  }
}

/** A bus on a scripted broker, whose time the test moves on. */
export const scriptedBus = (options: BusOptions = {}) => {
  const transport = new ScriptedTransport();
  const clock = new TestableClock();
  const bus = new TransportBus(transport, { log: silent, ...options, clock });
  return { bus, transport, clock };
};
