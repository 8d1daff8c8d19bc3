import { EventEmitter } from 'node:events';
import type {
  AmqpChannel,
  AmqpConfirmChannel,
  AmqpConnection,
  PublishOptions,
} from '../../../templates/runtime/amqp/client.js';

/** How amqplib's errors of closed channels look. */
export const illegalOperation = (): Error =>
  Object.assign(new Error('Channel closed'), { name: 'IllegalOperationError' });

export interface Published {
  readonly exchange: string;
  readonly routingKey: string;
  readonly options: PublishOptions;
  readonly confirmed: (error: unknown) => void;
}

type PublishArguments = Parameters<AmqpConfirmChannel['publish']>;

/** A confirm channel that the test answers for. */
export class FakeChannel extends EventEmitter implements AmqpConfirmChannel {
  readonly published: Published[] = [];
  /** What `publish` returns: false is a full buffer. */
  writable = true;
  open = true;

  publish(...[exchange, routingKey, , options, confirmed]: PublishArguments): boolean {
    if (!this.open) throw illegalOperation();
    this.published.push({
      exchange,
      routingKey,
      options: options as PublishOptions,
      confirmed,
    });
    return this.writable;
  }

  /** As amqplib does it: the unconfirmed hear of it, then everybody else. */
  lose(reason?: Error): void {
    this.open = false;
    if (reason !== undefined) this.emit('error', reason);
    for (const { confirmed } of this.published.splice(0)) confirmed(new Error('channel closed'));
    this.emit('close');
  }

  confirm(index = 0): void {
    const [published] = this.published.splice(index, 1);
    published?.confirmed(null);
  }

  giveBack(index = 0): void {
    const { messageId } = this.published[index]!.options;
    this.emit('return', { properties: { messageId } });
  }

  async close(): Promise<void> {
    if (!this.open) throw illegalOperation();
    this.lose();
  }

  assertExchange = async (): Promise<unknown> => ({});
  checkExchange = async (): Promise<unknown> => ({});
  assertQueue = async (queue: string): Promise<{ queue: string }> => ({ queue });
  checkQueue = async (): Promise<unknown> => ({});
  bindQueue = async (): Promise<unknown> => ({});
  prefetch = async (): Promise<unknown> => ({});
  consume = async (): Promise<{ consumerTag: string }> => ({ consumerTag: 'tag' });
  cancel = async (): Promise<unknown> => ({});
  get = async (): Promise<false> => false;
  ack = (): void => undefined;
  nack = (): void => undefined;
}

/** A broker behind `connect`: remembers connections and channels. */
export class FakeBroker {
  readonly connections: FakeConnection[] = [];
  reachable = true;

  readonly connect = async (): Promise<AmqpConnection> => {
    if (!this.reachable) throw new Error('connect ECONNREFUSED');
    const connection = new FakeConnection();
    this.connections.push(connection);
    return connection;
  };

  get connection(): FakeConnection {
    return this.connections.at(-1)!;
  }

  /** The newest confirm channel. */
  get channel(): FakeChannel {
    return this.connection.confirmChannels.at(-1)!;
  }
}

export class FakeConnection extends EventEmitter implements AmqpConnection {
  readonly connection = {
    serverProperties: {},
    frameMax: 131_072,
    stream: { destroy: () => this.open && this.lose() },
  };
  readonly channels: FakeChannel[] = [];
  readonly confirmChannels: FakeChannel[] = [];
  open = true;

  async createChannel(): Promise<AmqpChannel> {
    return this.#made(this.channels);
  }

  async createConfirmChannel(): Promise<AmqpConfirmChannel> {
    return this.#made(this.confirmChannels);
  }

  lose(): void {
    this.open = false;
    this.emit('error', new Error('read ECONNRESET'));
    for (const channel of [...this.channels, ...this.confirmChannels]) {
      if (channel.open) channel.lose();
    }
    this.emit('close');
  }

  async close(): Promise<void> {
    if (this.open) this.open = false;
    this.emit('close');
  }

  #made(list: FakeChannel[]): FakeChannel {
    if (!this.open) throw illegalOperation();
    const channel = new FakeChannel();
    list.push(channel);
    return channel;
  }
}
