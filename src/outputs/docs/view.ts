import { PeteventsError } from '../../diagnostic.js';
import type { Channel, Message, Model, Operation, Schema } from '../../model/model.js';
import { anchors } from './anchors.js';
import { homes } from './homes.js';
import { code, link, plain } from './markdown.js';
import { messageHeadings } from './message-parts.js';
import { channelTitle, overviewHeadings } from './overview-headings.js';

/** What the pages see: the model with its links followed, each looked up once. */
export interface DocsView {
  readonly model: Model;
  readonly schemaOf: (id: string) => Schema;
  /** The schemas that have a section of their own, not inside a message. */
  readonly shared: readonly Schema[];
  /** Whether a schema is spelled out where this message shows it. */
  readonly isAtHome: (schema: string, message: string) => boolean;
  readonly operationsOf: (channel: string) => readonly Operation[];
  /** Operations that send or receive a message, or reply with it. */
  readonly usesOf: (message: string) => readonly Operation[];
  /** Links to messages by their ids, with commas. */
  readonly messageLinks: (ids: readonly string[]) => string;
  readonly channelLink: (id: string) => string;
  /** A link to where a schema is spelled out. */
  readonly schemaLink: (id: string) => string;
}

export function createView(model: Model): DocsView {
  const schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
  const schemaOf = (id: string): Schema => schemas.get(id) ?? missing(id);
  const home = homes(model);
  const shared = model.schemas.filter(({ id }) => !home.has(id));
  const byChannel = index(model.operations, ({ channel }) => [channel]);
  const byMessage = index(model.operations, ({ messages, reply }) => [
    ...messages,
    ...(reply?.messages ?? []),
  ]);
  const messageLink = messageLinks(model);
  const channelLink = channelLinks(model);
  const schemaLink = schemaLinks(model, shared);
  return {
    model,
    schemaOf,
    shared,
    isAtHome: (schema, message) => home.get(schema) === message,
    operationsOf: (channel) => byChannel.get(channel) ?? [],
    usesOf: (message) => byMessage.get(message) ?? [],
    messageLinks: (ids) => ids.flatMap((id) => messageLink.get(id) ?? []).join(', '),
    channelLink: (id) => channelLink.get(id) ?? '',
    schemaLink: (id) => schemaLink.get(id) ?? messageLink.get(home.get(id) ?? '') ?? missing(id),
  };
}

function messageLinks({ messages }: Model): Map<string, string> {
  const headings = messages.flatMap((message) =>
    messageHeadings(message).map((title) => ({ message, title })),
  );
  const places = anchors(headings.map(({ title }) => title));
  const links = new Map<string, string>();
  for (const [at, { message }] of headings.entries()) {
    if (!links.has(message.id)) links.set(message.id, linkTo(message, 'messages.md', places[at]));
  }
  return links;
}

const linkTo = ({ names }: Message | Schema, page: string, anchor = ''): string =>
  link(plain(names.type), `${page}#${anchor}`);

function schemaLinks(model: Model, shared: readonly Schema[]): Map<string, string> {
  const places = anchors([
    `Schemas of ${model.info.title}`,
    ...shared.map(({ names }) => names.type),
  ]);
  return new Map(
    shared.map((schema, at) => [schema.id, linkTo(schema, 'schemas.md', places[at + 1])]),
  );
}

function channelLinks(model: Model): Map<string, string> {
  const before = overviewHeadings(model);
  const places = anchors([...before, ...model.channels.map(channelTitle)]).slice(before.length);
  const target = (at: number): string => `README.md#${places[at] ?? ''}`;
  const text = (channel: Channel): string => code(channelTitle(channel)) || 'channel';
  return new Map(
    model.channels.map((channel, at) => [channel.id, link(text(channel), target(at))]),
  );
}

function index(
  operations: readonly Operation[],
  keysOf: (operation: Operation) => readonly string[],
): Map<string, Operation[]> {
  const found = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const key of new Set(keysOf(operation))) {
      const list = found.get(key);
      if (list === undefined) found.set(key, [operation]);
      else list.push(operation);
    }
  }
  return found;
}

function missing(id: string): never {
  throw new PeteventsError(`the model has no schema ${id}`);
}
