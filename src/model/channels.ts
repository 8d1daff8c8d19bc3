import { placeId } from '../load/source.js';
import { parameterNames, parseAddress } from './address.js';
import { bindings } from './bindings.js';
import { doc, extensions, present } from './doc.js';
import type { MessageCollector } from './messages.js';
import type { Address, Channel, Parameter } from './model.js';
import { originOf, placeName } from './place-names.js';
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
  readonly #channels = new Map<string, Channel>();

  constructor(around: ChannelSurroundings) {
    this.#around = around;
  }

  /** Adds a channel of the document. */
  add(key: string, view: View): void {
    for (const place of view.trail()) {
      if (!this.#ids.has(placeId(place))) this.#ids.set(placeId(place), key);
    }
    const target = view.target();
    if (target?.isObject === true) this.#channels.set(key, channel(key, target, this.#around));
  }

  /** The channel that a reference leads to. */
  use(reference: View): Channel | undefined {
    const trail = reference.trail();
    const known = trail
      .map((place) => this.#ids.get(placeId(place)))
      .find((id) => id !== undefined);
    if (known !== undefined) return this.#channels.get(known);
    const target = reference.target();
    if (target?.isObject !== true) return undefined;
    const id = placeName(target.source.root, target.place);
    this.add(id, target);
    return this.#channels.get(id);
  }

  collect(): Channel[] {
    return [...this.#channels.values()];
  }
}

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
