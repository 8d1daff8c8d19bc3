import { PeteventsError } from '../../diagnostic.js';
import { alias } from '../../emit/type-layout.js';
import type { Layout } from '../../emit/layout.js';
import type { Imports } from '../../emit/imports.js';
import type { Channel, Message, Model, Operation, Schema } from '../../model/model.js';
import { headersView } from '../contract/headers.js';
import type { HeadersView } from '../contract/headers.js';
import { headersNames, messageModule } from '../messages/collect.js';
import { namesFor } from '../../model/names.js';

const TYPES = 'runtime/types';

/** What the printers of the client look up, and import by looking it up. */
export class ClientView {
  readonly #imports: Imports;
  readonly #messages: ReadonlyMap<string, Message>;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #taken: Set<string>;
  readonly #unions = new Map<string, string>();

  constructor(model: Model, imports: Imports) {
    this.#imports = imports;
    this.#messages = new Map(model.messages.map((message) => [message.id, message]));
    this.#channels = new Map(model.channels.map((channel) => [channel.id, channel]));
    this.#schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
    this.#taken = new Set(typeNames(model));
  }

  /** The declarations of the unions that were named, by name. */
  get unions(): ReadonlyMap<string, string> {
    return this.#unions;
  }

  /**
   * Gives a union of types a name, so that it is written once: `SendPetCommandMessage`.
   * @param comment what it is, in a doc comment
   */
  union(
    name: { operation: Operation; suffix: string; comment: string },
    types: readonly Layout[],
  ): string {
    const { type } = namesFor(name.operation.name, 'Operation');
    const endings = [name.suffix, `Operation${name.suffix}`, `Operation${name.suffix}Type`];
    const free = endings.map((ending) => type + ending).find((each) => !this.#taken.has(each));
    if (free === undefined) throw new PeteventsError(`no name is free for ${name.comment}`);
    this.#taken.add(free);
    this.#unions.set(free, `/** ${name.comment} */\n${alias(`export type ${free}`, types)}`);
    return free;
  }

  /** A type of the run time. */
  type(name: string): string {
    return this.#imports.type(name, TYPES);
  }

  messagesOf(ids: readonly string[]): Message[] {
    return ids.map((id) => this.#messages.get(id) ?? missing(id));
  }

  channelOf({ channel }: Operation): Channel {
    return this.#channels.get(channel) ?? missing(channel);
  }

  /** The type of a message's payload. */
  payload(message: Message): string {
    return this.#imports.type(message.names.type, messageModule(message));
  }

  /** The type of a message's declared headers. */
  headers(message: Message): string | undefined {
    if (message.headers === undefined) return undefined;
    return this.#imports.type(headersNames(message.names).type, messageModule(message));
  }

  /** What a message declares of its headers. */
  headersView(message: Message): HeadersView | undefined {
    if (message.headers === undefined) return undefined;
    return headersView(this.schemaOf(message.headers), (id) => this.schemaOf(id));
  }

  /** The type of a message's Kafka key. */
  key(message: Message): string | undefined {
    const key = message.bindings['kafka']?.['key'];
    if (typeof key !== 'object' || key === null || !('$ref' in key)) return undefined;
    const schema = this.schemaOf(String(key.$ref));
    return this.#imports.type(schema.names.type, schema.module);
  }

  schemaOf(id: string): Schema {
    return this.#schemas.get(id) ?? missing(id);
  }
}

/** Every type that the client's file or `index.ts` may name. */
const typeNames = (model: Model): string[] => [
  ...model.messages.flatMap(({ names }) => [names.type, headersNames(names).type]),
  ...model.schemas.map(({ names }) => names.type),
  ...model.channels.flatMap(({ paramsType }) => paramsType ?? []),
];

function missing(id: string): never {
  throw new PeteventsError(`the model has no ${id}`);
}
