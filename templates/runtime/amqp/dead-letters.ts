import { randomUUID } from 'node:crypto';
import { own } from '../core/own.js';
import type {
  DeadLetterCursor,
  DeadLetterRequest,
  Source,
  StoredLetter,
} from '../core/transport.js';
import type { AmqpChannel, AmqpConnection, AmqpMessage } from './client.js';
import { copyOptions, incomingHeaders, KEY_HEADER } from './properties.js';
import type { AmqpRecord } from './sender.js';
import { sourceTopology } from './topology.js';
import { closeChannel } from './within.js';

/** A queue of dead letters, and those that they came from: `x-dead-letter` may name it for several. */
interface Grave {
  readonly deadLetters: string;
  readonly queues: readonly {
    readonly name: string;
    readonly takes: (address: string) => boolean;
  }[];
}

/** Above this many letters, looking at a few of them is worth more than their order. */
const MOST_RETURNED = 10_000;

/**
 * Takes the dead letters of a group one by one and holds what it has seen, so that it sees none
 * twice; closing the channel gives the rest back. Each look counts as a delivery, which is why these
 * queues have a limit of a million.
 */
export class AmqpDeadLetters implements DeadLetterCursor {
  readonly #connection: AmqpConnection;
  readonly #graves: readonly Grave[];
  readonly #publish: (record: AmqpRecord) => Promise<void>;
  /** Ids of what was sent again. */
  readonly #redriven = new Set<string>();
  readonly #known = new Set<string>();
  #last: AmqpMessage | undefined;
  #channel: AmqpChannel | undefined;
  #next = 0;

  constructor(
    connection: AmqpConnection,
    { group, sources }: DeadLetterRequest,
    publish: (record: AmqpRecord) => Promise<void>,
  ) {
    this.#connection = connection;
    this.#graves = gravesOf(group, sources);
    this.#publish = publish;
  }

  async next(): Promise<StoredLetter | undefined> {
    for (;;) {
      const grave = this.#graves[this.#next];
      if (grave === undefined) return undefined;
      const letter = await this.#from(grave);
      if (letter !== undefined) return letter;
      this.#next += 1;
    }
  }

  /** Gives them back by name: what a closing channel gives back is there only a moment later. */
  async close(): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined) return;
    try {
      await this.#takeReturned(channel);
      if (this.#last !== undefined) channel.nack(this.#last, true, true);
    } catch {
      // The channel is gone, or goes now, which gives them back as well.
    } finally {
      await closeChannel(channel);
    }
  }

  /**
   * A quorum queue puts what is given back behind all that was given back before: to keep the order,
   * what earlier looks gave back has to go back together with what this one took.
   */
  async #takeReturned(channel: AmqpChannel): Promise<void> {
    const grave = this.#graves[this.#next];
    if (grave === undefined || !this.#known.has(grave.deadLetters)) return;
    for (let taken = 0; taken < MOST_RETURNED; taken += 1) {
      const message = await channel.get(grave.deadLetters, { noAck: false });
      if (message === false) return;
      this.#last = message;
      if (!message.fields.redelivered) return;
    }
  }

  async #from(grave: Grave): Promise<StoredLetter | undefined> {
    if (!(await this.#exists(grave.deadLetters))) return undefined;
    const channel = (this.#channel ??= await this.#open());
    const message = await channel.get(grave.deadLetters, { noAck: false });
    if (message === false) return undefined;
    this.#last = message;
    // What this walk sent again has failed again, and all that is behind it came later.
    return this.#redriven.has(idOf(message)) ? undefined : this.#letter(channel, message, grave);
  }

  #letter(channel: AmqpChannel, message: AmqpMessage, grave: Grave): StoredLetter {
    const headers = incomingHeaders(message.properties);
    const key = headers[KEY_HEADER];
    const { contentEncoding } = message.properties;
    return {
      headers,
      body: message.content,
      contentEncoding: typeof contentEncoding === 'string' ? contentEncoding : undefined,
      key: typeof key === 'string' ? key : undefined,
      place: grave.deadLetters,
      redrive: async (headers) => {
        const options = copyOptions(message, headers, randomUUID);
        const { content } = message;
        const queue = queueOf(message, grave);
        await this.#publish({ exchange: '', routingKey: queue, content, options });
        this.#redriven.add(idOf(message));
        channel.ack(message);
      },
    };
  }

  /** On a channel of its own: RabbitMQ closes the channel that asks for a queue that is not there. */
  async #exists(queue: string): Promise<boolean> {
    if (this.#known.has(queue)) return true;
    const channel = await this.#open();
    try {
      await channel.checkQueue(queue);
      this.#known.add(queue);
      return true;
    } catch (error) {
      if (own(error, 'code') === 404) return false;
      throw error;
    } finally {
      await channel.close().catch(() => undefined);
    }
  }

  async #open(): Promise<AmqpChannel> {
    const channel = await this.#connection.createChannel();
    // Whoever waits for an answer hears of it; an event that nobody hears would end the process.
    channel.on('error', () => undefined);
    return channel;
  }
}

const idOf = ({ properties }: AmqpMessage): string => String(properties.messageId);

const gravesOf = (group: string, sources: readonly Source[]): readonly Grave[] => {
  const graves = new Map<string, Map<string, Grave['queues'][number]>>();
  for (const source of sources) {
    const { queue, deadLetters, key, isForeign } = sourceTopology(group, source);
    if (deadLetters === undefined) continue;
    const { name } = queue;
    const queues = graves.get(deadLetters.name) ?? new Map<string, Grave['queues'][number]>();
    const takes = (address: string): boolean =>
      key.parse(address) !== undefined && !isForeign(address);
    graves.set(deadLetters.name, queues.set(name, { name, takes }));
  }
  return [...graves].map(([deadLetters, queues]) => ({
    deadLetters,
    queues: [...queues.values()],
  }));
};

/** Where a letter came from: we noted the address, RabbitMQ itself notes the queue. */
const queueOf = ({ properties }: AmqpMessage, { deadLetters, queues }: Grave): string => {
  const { headers } = properties;
  const deaths = own(headers, 'x-death');
  const from = Array.isArray(deaths) ? own(deaths.at(0), 'queue') : undefined;
  const address = own(headers, 'x-dead-source');
  const found =
    typeof address === 'string'
      ? queues.find(({ takes }) => takes(address))
      : queues.find(({ name }) => name === from);
  const queue = found ?? queues[0];
  if (queue === undefined) throw new TypeError(`no queue has its dead letters in ${deadLetters}`);
  return queue.name;
};
