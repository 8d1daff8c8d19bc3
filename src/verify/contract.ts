import { placeId } from '../load/source.js';
import type { Source } from '../load/source.js';
import { nearest } from '../nearest.js';
import { Schemas } from '../payload/compile.js';
import { parseAddress } from '../model/address.js';
import { View } from '../model/view.js';
import { escapeRegExp } from '../files/glob.js';
import { messageRules } from './message-rules.js';
import type { MessageRules } from './message-rules.js';
import { plainName } from './plain-name.js';

/** A channel and the messages that may go over it. */
export interface ChannelRules {
  readonly id: string;
  readonly address: string | undefined;
  /** The topic of its Kafka binding, where that is not the address. */
  readonly topic: string | undefined;
  readonly messages: readonly MessageRules[];
}

/** What a valid document says about messages, ready to check some. Made once for any number of them. */
export class Contract {
  readonly messages: readonly MessageRules[];
  readonly channels: readonly ChannelRules[];
  readonly #plain = new Map<string, MessageRules[]>();

  private constructor(messages: readonly MessageRules[], channels: readonly ChannelRules[]) {
    this.messages = messages;
    this.channels = channels;
    for (const message of messages) {
      for (const name of new Set([...message.names].map(plainName)))
        this.#plain.set(name, [...(this.#plain.get(name) ?? []), message]);
    }
  }

  /** @param source a document without errors */
  static of(source: Source): Contract {
    const collector = new Collector(source);
    const channels = collector.collect();
    return new Contract(collector.messages(), channels);
  }

  /** The messages of a name as the document writes it; else of a name that differs in signs and case. */
  named(name: string): readonly MessageRules[] {
    const exact = this.messages.filter(({ names }) => names.has(name));
    return exact.length > 0 ? exact : (this.#plain.get(plainName(name)) ?? []);
  }

  /** A channel by its key or its address. */
  channel(name: string): ChannelRules | undefined {
    return (
      this.channels.find(({ id }) => id === name) ??
      this.channels.find(({ address }) => address === name)
    );
  }

  /** The channels that a topic or routing key belongs to; parameters stand for any text. */
  channelsAt(address: string): readonly ChannelRules[] {
    return this.channels.filter((channel) =>
      [channel.topic, channel.address].some(
        (text) => text !== undefined && addressPattern(text).test(address),
      ),
    );
  }

  /** The message's name that was probably meant. */
  nearestMessage(name: string): string | undefined {
    return nearest(
      name,
      this.messages.flatMap(({ names }) => [...names]),
    );
  }

  nearestChannel(name: string): string | undefined {
    return nearest(
      name,
      this.channels.flatMap(({ id, address }) => [id, ...(address === undefined ? [] : [address])]),
    );
  }
}

const addressPattern = (text: string): RegExp => {
  const parts = parseAddress(text).parts.map((part) =>
    'text' in part ? escapeRegExp(part.text) : '.+',
  );
  return new RegExp(`^${parts.join('')}$`, 's');
};

interface Found {
  readonly view: View;
  readonly keys: Set<string>;
}

/** Finds each message once, by the place where it stands, with the keys that it is known by. */
class Collector {
  readonly #schemas: Schemas;
  readonly #root: View;
  readonly #found = new Map<string, Found>();
  readonly #rules = new Map<string, MessageRules>();

  constructor(source: Source) {
    this.#schemas = new Schemas(source);
    this.#root = View.root(source);
  }

  collect(): ChannelRules[] {
    const components = this.#root.follow('components');
    for (const [key, view] of components?.map('messages') ?? []) this.#use(key, view);
    const all = [...this.#root.map('channels'), ...(components?.map('channels') ?? [])];
    const channels = all.flatMap(([id, view]) => {
      const target = view.target();
      return target === undefined ? [] : [{ id, target, places: this.#messagesOf(target) }];
    });
    for (const [place, { view, keys }] of this.#found)
      this.#rules.set(place, messageRules(view, keys, this.#schemas));
    return channels.map(({ id, target, places }) => ({
      id,
      address: target.text('address'),
      topic: target.follow('bindings')?.follow('kafka')?.text('topic'),
      messages: places.flatMap((place) => this.#rules.get(place) ?? []),
    }));
  }

  messages(): readonly MessageRules[] {
    return [...this.#rules.values()];
  }

  #messagesOf(channel: View): string[] {
    const places = channel.map('messages').flatMap(([key, view]) => this.#use(key, view) ?? []);
    return [...new Set(places)];
  }

  #use(key: string, view: View): string | undefined {
    const target = view.target();
    if (target?.isObject !== true) return undefined;
    const id = placeId(target.place);
    const known = this.#found.get(id);
    if (known === undefined) this.#found.set(id, { view: target, keys: new Set([key]) });
    else known.keys.add(key);
    return id;
  }
}
