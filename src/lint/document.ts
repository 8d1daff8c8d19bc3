import { placeId } from '../load/source.js';
import type { Place, Source } from '../load/source.js';
import { View } from '../model/view.js';
import { schemaFormat } from '../spec/schema-format.js';
import { isObject } from '../spec/shape.js';
import type { Kind } from '../spec/shape.js';
import { walk } from '../spec/walk.js';
import type { Reference, Walked } from '../spec/walk.js';
import { memberSchemas } from './schema-members.js';

/** An entry of a map of the document, with its references followed. */
export interface Entry {
  readonly key: string;
  /** Where the document has it, perhaps a reference. */
  readonly at: View;
  readonly view: View;
}

/** An operation of the root document, traits applied. */
export interface Operation extends Entry {
  readonly action: string | undefined;
  readonly channel: View | undefined;
  /** The messages named, else all of the channel's. */
  readonly messages: readonly View[];
  readonly reply: View | undefined;
}

/** What several rules want to know about a whole document; each answer is found once. */
export class Document {
  readonly root: View;
  readonly source: Source;
  readonly #walked: Walked;
  readonly #memo = new Map<string, unknown>();

  constructor(source: Source) {
    this.source = source;
    this.root = View.root(source);
    this.#walked = walk(source);
  }

  /** Every object of a kind, in every file. */
  all(kind: Kind): readonly View[] {
    const byKind = this.once('nodes', () => groupBy(this.#walked.nodes, (node) => node.kind));
    return this.once(`all ${kind}`, () =>
      (byKind.get(kind) ?? []).map(({ place }) => View.at(this.source, place)),
    );
  }

  get references(): readonly Reference[] {
    return this.#walked.references;
  }

  get channels(): readonly Entry[] {
    return this.once('channels', () => entries(this.root, 'channels'));
  }

  get servers(): readonly Entry[] {
    return this.once('servers', () => entries(this.root, 'servers'));
  }

  get operations(): readonly Operation[] {
    return this.once('operations', () => entries(this.root, 'operations').map(operation));
  }

  /** The operations on a channel of the document. */
  operationsOn(channel: View): readonly Operation[] {
    const byChannel = this.once('operationsByChannel', () =>
      groupBy(this.operations, (each) => idOf(each.channel)),
    );
    return byChannel.get(idOf(channel)) ?? [];
  }

  /** The servers that a channel is on: those that it names, else all. */
  serversOf(channel: View): readonly View[] {
    const named = channel.list('servers').flatMap((item) => item.target() ?? []);
    return named.length > 0 ? named : this.servers.map(({ view }) => view);
  }

  /** The protocols of a channel's servers, in lower case; none when the document has no servers. */
  protocolsOf(channel: View): ReadonlySet<string> {
    const protocols = this.serversOf(channel).map((server) => server.text('protocol'));
    return new Set(protocols.flatMap((protocol) => protocol?.toLowerCase() ?? []));
  }

  /** Whether a schema describes payloads, or a part of one. */
  isPayload(schema: View): boolean {
    const payloads = this.once('payloads', () =>
      reachable(this.all('message').flatMap((message) => payloadSchema(message) ?? [])),
    );
    return payloads.has(schema.value);
  }

  /** Remembers the answer to a question about the document. */
  once<T>(question: string, answer: () => T): T {
    if (!this.#memo.has(question)) this.#memo.set(question, answer());
    return this.#memo.get(question) as T;
  }
}

/** The identity of what a view shows; views of one place are equal by it. */
export const idOf = (view: { readonly place: Place } | undefined): string =>
  view === undefined ? '' : placeId(view.place);

/** The entries of a map in the document's order, references followed; those that lead nowhere are left out. */
export function entries(view: View, key: string): readonly Entry[] {
  const map = view.follow(key);
  const names = isObject(map?.value) ? Object.keys(map.value) : [];
  return names.flatMap((name) => {
    const at = map?.field(name);
    const target = at?.target();
    return at !== undefined && target?.isObject === true ? [{ key: name, at, view: target }] : [];
  });
}

/** The items by what they have in common, in their order. */
export function groupBy<T>(
  items: readonly T[],
  by: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The key under which a view stands. */
export const keyOf = (view: View): string => lastKey(view.place.pointer);

const lastKey = (pointer: string): string =>
  pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');

function operation(entry: Entry): Operation {
  const view = entry.view.withTraits();
  const channel = view.follow('channel');
  const named = view.field('messages') === undefined ? undefined : view.list('messages');
  const messages = named ?? channel?.map('messages').map(([, message]) => message) ?? [];
  return {
    ...entry,
    view,
    action: view.text('action'),
    channel,
    messages: messages.flatMap((message) => message.target() ?? []),
    reply: view.follow('reply'),
  };
}

/** The schema in a field of a message that we can read: what is written in another language is none. */
export function schemaIn(view: View, field: string): View | undefined {
  const target = view.follow(field);
  if (target?.field('schema') === undefined && target?.field('schemaFormat') === undefined)
    return target;
  const { family } = schemaFormat(target.text('schemaFormat'));
  const readable = family === 'asyncapi' || family === 'draft-07';
  return readable ? target.follow('schema') : undefined;
}

export const payloadSchema = (message: View): View | undefined => schemaIn(message, 'payload');

/** The values of these schemas and of all schemas in them. */
function reachable(start: readonly View[]): ReadonlySet<unknown> {
  const seen = new Set<unknown>();
  const open = [...start];
  for (let view = open.pop(); view !== undefined; view = open.pop()) {
    if (seen.has(view.value)) continue;
    seen.add(view.value);
    open.push(...memberSchemas(view));
  }
  return seen;
}
