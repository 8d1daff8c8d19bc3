import { PeteventsError } from '../../diagnostic.js';
import type { Model, Operation, Schema } from '../../model/model.js';
import { anchors } from './anchors.js';
import { homes } from './homes.js';
import { code, link, plain } from './markdown.js';
import { messageHeadings } from './message-parts.js';
import { channelTitle, overviewHeadings } from './overview-headings.js';
import { byBeginning, pageName } from './split.js';
import type { Beginnings, Kind, Split } from './split.js';

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

/** @param split which kinds have several pages, and what is on which */
export function createView(model: Model, split: Split): DocsView {
  const schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
  const schemaOf = (id: string): Schema => schemas.get(id) ?? missing(id);
  const home = homes(model);
  const shared = model.schemas.filter(({ id }) => !home.has(id));
  const byChannel = index(model.operations, ({ channel }) => [channel]);
  const byMessage = index(model.operations, ({ messages, reply }) => [
    ...messages,
    ...(reply?.messages ?? []),
  ]);
  const messageLink = messageLinks(model, split.messages);
  const channelLink = channelLinks(model, split.channels);
  const schemaLink = schemaLinks(model, shared, split.schemas);
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

const messageLinks = ({ info, messages }: Model, beginnings?: Beginnings): Map<string, string> =>
  sectionLinks('messages', beginnings, {
    before: () => [`Messages of ${info.title}`],
    targets: messages.map((message) => ({
      id: message.id,
      text: plain(message.names.type),
      headings: messageHeadings(message),
    })),
  });

const schemaLinks = (
  { info }: Model,
  shared: readonly Schema[],
  beginnings?: Beginnings,
): Map<string, string> =>
  sectionLinks('schemas', beginnings, {
    before: () => [`Schemas of ${info.title}`],
    targets: shared.map(({ id, names }) => ({
      id,
      text: plain(names.type),
      headings: [names.type],
    })),
  });

const channelLinks = (model: Model, beginnings?: Beginnings): Map<string, string> =>
  sectionLinks('channels', beginnings, {
    before: (beginning) =>
      beginning === undefined ? overviewHeadings(model) : [`Channels of ${model.info.title}`],
    targets: model.channels.map((channel) => ({
      id: channel.id,
      text: code(channelTitle(channel)) || 'channel',
      headings: [channelTitle(channel)],
    })),
  });

interface Targets {
  /** The headings of a page before its sections. */
  readonly before: (beginning?: string) => readonly string[];
  readonly targets: readonly Target[];
}

interface Target {
  readonly id: string;
  /** The text of links to it, as Markdown. */
  readonly text: string;
  /** The headings of its section, its own first. */
  readonly headings: readonly string[];
}

/** Links to the sections of a kind by their ids. Anchors are counted page by page. */
function sectionLinks(
  kind: Kind,
  beginnings: Beginnings | undefined,
  { before, targets }: Targets,
): Map<string, string> {
  const links = new Map<string, string>();
  const pages =
    beginnings === undefined ? ([[undefined, targets]] as const) : byBeginning(targets, beginnings);
  for (const [beginning, group] of pages) {
    const first = before(beginning).map((title) => withBeginning(title, beginning));
    const places = anchors([...first, ...group.flatMap(({ headings }) => headings)]);
    const page = encodeURI(pageName(kind, beginning));
    let at = first.length;
    for (const { id, text, headings } of group) {
      links.set(id, link(text, `${page}#${places[at] ?? ''}`));
      at += headings.length;
    }
  }
  return links;
}

const withBeginning = (title: string, beginning: string | undefined): string =>
  beginning === undefined ? title : `${title}: ${beginning}…`;

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
