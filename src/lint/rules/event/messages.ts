import type { View } from '../../../model/view.js';
import { idOf, keyOf, payloadSchema, schemaIn } from '../../document.js';
import type { Document, Operation } from '../../document.js';
import { propertiesOf } from '../../schema-members.js';

/** What a message is for. */
export type Role = 'event' | 'command' | 'query' | 'reply' | 'request';

/** A message that the application sends. */
export interface Sent {
  readonly message: View;
  /** What the wire calls it; its key where it has no name. */
  readonly name: string;
  /** Where that stands. */
  readonly at: View;
  readonly role: Role;
  readonly operation: Operation;
}

const roles: readonly Role[] = ['event', 'command', 'query', 'reply'];

/** The messages of all `send` operations, each once. */
export const sentMessages = (document: Document): readonly Sent[] =>
  document.once('sentMessages', () => {
    const sent = new Map<string, Sent>();
    for (const operation of document.operations.filter(({ action }) => action === 'send')) {
      const entries = entriesOf(operation);
      for (const target of operation.messages) {
        const message = target.withTraits();
        if (sent.has(idOf(message))) continue;
        const role = roleOf(message, operation);
        sent.set(idOf(message), { message, ...nameOf(message, entries), role, operation });
      }
    }
    return [...sent.values()];
  });

/** Those of them that tell what happened. */
export const sentEvents = (document: Document): readonly Sent[] =>
  sentMessages(document).filter(({ role }) => role === 'event');

/** `x-kind` says it; who awaits a reply asks for something; anything else tells something. */
function roleOf(message: View, { view, reply }: Operation): Role {
  const said = message.text('x-kind') ?? view.text('x-kind');
  const role = roles.find((each) => each === said);
  return role ?? (reply === undefined ? 'event' : 'request');
}

/** The messages of an operation's channel by identity, each under its first key there. */
const entriesOf = ({ channel }: Operation): ReadonlyMap<string, [string, View]> =>
  new Map(
    (channel?.map('messages') ?? []).reverse().map((entry) => [idOf(entry[1].target()), entry]),
  );

function nameOf(
  message: View,
  entries: ReadonlyMap<string, [string, View]>,
): Pick<Sent, 'name' | 'at'> {
  const name = message.field('name');
  if (typeof name?.value === 'string') return { name: name.value, at: name };
  const [key = keyOf(message), at = message] = entries.get(idOf(message)) ?? [];
  return { name: key, at };
}

/** The names of a message's headers, and of the properties of its payload. */
export function fieldNames(message: View): {
  headers: readonly string[];
  payload: readonly string[];
} {
  const names = (schema: View | undefined): readonly string[] =>
    schema === undefined ? [] : [...propertiesOf(schema).keys()];
  return { headers: names(schemaIn(message, 'headers')), payload: names(payloadSchema(message)) };
}

/** A name in small letters and digits, without the prefix of CloudEvents headers. */
export const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^(?:ce|cloudevents)[-_:]/, '')
    .replaceAll(/[^a-z\d]/g, '');
