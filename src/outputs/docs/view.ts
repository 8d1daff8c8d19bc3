import { PeteventsError } from '../../diagnostic.js';
import type { Message, Model, Operation, Schema } from '../../model/model.js';
import { plain } from './markdown.js';

/** What the pages see: the model with its links followed, each looked up once. */
export interface DocsView {
  readonly model: Model;
  readonly schemaOf: (id: string) => Schema;
  /** Operations of a channel. */
  operationsOf(channel: string): readonly Operation[];
  /** Operations that send or receive a message, or reply with it. */
  usesOf(message: string): readonly Operation[];
  /** Links to messages by their ids. */
  links(messages: readonly string[]): string;
}

export function createView(model: Model): DocsView {
  const messages = new Map(model.messages.map((message) => [message.id, message]));
  const schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
  const byChannel = index(model.operations, ({ channel }) => [channel]);
  const byMessage = index(model.operations, (operation) => [
    ...operation.messages,
    ...(operation.reply?.messages ?? []),
  ]);
  return {
    model,
    schemaOf: (id) => schemas.get(id) ?? missing(id),
    operationsOf: (channel) => byChannel.get(channel) ?? [],
    usesOf: (message) => byMessage.get(message) ?? [],
    links: (ids) =>
      ids
        .flatMap((id) => messages.get(id) ?? [])
        .map(link)
        .join(', '),
  };
}

const link = ({ names }: Message): string =>
  `[${plain(names.type)}](messages.md#${names.type.toLowerCase()})`;

function index(
  operations: readonly Operation[],
  keysOf: (operation: Operation) => readonly string[],
): Map<string, Operation[]> {
  const table = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const key of new Set(keysOf(operation))) {
      const list = table.get(key);
      if (list === undefined) table.set(key, [operation]);
      else list.push(operation);
    }
  }
  return table;
}

function missing(id: string): never {
  throw new PeteventsError(`the model has no schema ${id}`);
}
