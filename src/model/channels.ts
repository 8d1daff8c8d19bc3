import { placeId } from '../load/source.js';
import type { Place } from '../load/source.js';
import { parameterNames, parseAddress } from './address.js';
import { bindings } from './bindings.js';
import type { Claim, NameBook } from './claims.js';
import { doc, extensions, present } from './doc.js';
import type { MessageCollector } from './messages.js';
import type { Address, Channel, Parameter } from './model.js';
import { byId } from './order.js';
import { lastSegment, originOf, placeName } from './place-names.js';
import type { View } from './view.js';

/** What channels refer to. */
export interface ChannelSurroundings {
  readonly messages: MessageCollector;
  /** The id of the server that a reference leads to. */
  readonly serverId: (reference: View) => string | undefined;
  readonly allServers: readonly string[];
}

/** Collects channels: those of the document by key, and others that only a reply names by place. */
export class ChannelCollector {
  readonly #around: ChannelSurroundings;
  readonly #ids = new Map<string, string>();
  readonly #channels = new Map<string, { channel: Channel; place: Place }>();

  constructor(around: ChannelSurroundings) {
    this.#around = around;
  }

  /** Adds a channel of the document. */
  add(key: string, view: View): void {
    for (const place of view.trail()) {
      if (!this.#ids.has(placeId(place))) this.#ids.set(placeId(place), key);
    }
    const target = view.target();
    if (target?.isObject !== true) return;
    this.#channels.set(key, { channel: channel(key, target, this.#around), place: target.place });
  }

  /** The channel that a reference leads to. */
  use(reference: View): Channel | undefined {
    const trail = reference.trail();
    const known = trail
      .map((place) => this.#ids.get(placeId(place)))
      .find((id) => id !== undefined);
    if (known !== undefined) return this.#channels.get(known)?.channel;
    const target = reference.target();
    if (target?.isObject !== true) return undefined;
    const id = placeName(target.source.root, target.place);
    this.add(id, target);
    return this.#channels.get(id)?.channel;
  }

  /** All channels, with a name for the type of the parameters of each that has any. */
  collect(book: NameBook): Channel[] {
    const channels = byId([...this.#channels.values()].map(({ channel }) => channel));
    const claims = channels
      .filter(({ parameters }) => parameters.length > 0)
      .flatMap(({ id }) => {
        const place = this.#channels.get(id)?.place;
        return place === undefined ? [] : [paramsClaim(id, place)];
      });
    const names = book.assign(claims);
    return channels.map((channel) => {
      const own = names.get(channel.id);
      return own === undefined ? channel : { ...channel, paramsType: own.type };
    });
  }
}

const paramsClaim = (id: string, place: Place): Claim => {
  const key = id.includes('#/') ? lastSegment(place.pointer) : id;
  return {
    id,
    place,
    kind: 'channel',
    texts: [`${key} params`, `${key} channel params`, `${id} channel params`],
    called: [],
    isDeclared: false,
  };
};

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelObject */
function channel(id: string, view: View, around: ChannelSurroundings): Channel {
  const text = view.text('address');
  const address = text === undefined ? null : parseAddress(text);
  const servers = view.list('servers').flatMap((item) => around.serverId(item) ?? []);
  const messages = view
    .map('messages')
    .flatMap(([key, item]) => around.messages.use(item, { by: 'channel', key, channel: id }) ?? []);
  return {
    id,
    origin: originOf(view.place),
    doc: doc(view),
    extensions: extensions(view),
    address,
    parameters: address === null ? [] : parameters(address, view),
    servers: servers.length === 0 ? around.allServers : [...new Set(servers)].sort(),
    messages: [...new Set(messages)].sort(),
    bindings: bindings(view),
  };
}

function parameters(address: Address, view: View): Parameter[] {
  const declared = new Map(view.map('parameters'));
  return parameterNames(address).map((name) => parameter(name, declared.get(name)?.target()));
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#parameterObject */
const parameter = (name: string, view: View | undefined): Parameter => ({
  name,
  ...present({
    description: view?.text('description'),
    enum: view?.texts('enum'),
    default: view?.text('default'),
    examples: view?.texts('examples'),
    location: view?.text('location'),
  }),
});
