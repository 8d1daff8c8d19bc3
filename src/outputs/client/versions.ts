import { group, indent, layOut } from '../../emit/layout.js';
import type { Layout } from '../../emit/layout.js';
import { propertyName, quote } from '../../emit/quote.js';
import { bracketed, generic, objectType, union } from '../../emit/type-layout.js';
import type { Message, Operation } from '../../model/model.js';
import { wireIdentity } from '../contract/print-message.js';
import type { ClientView } from './view.js';

/** More than anybody keeps; an `x-version` may be a date. */
const MOST_STEPS = 50;

/** The versions of one message that the document knows, by what the wire calls it. */
interface Family {
  readonly wireType: string;
  /** Several messages may have one version, on channels of their own. */
  readonly versions: ReadonlyMap<number, readonly Message[]>;
  readonly newest: number;
}

/** What the client's file says about versions. */
export interface VersionTypes {
  /** Members of `Upcasters`. */
  readonly upcasters: readonly string[];
  /** Members of `OldVersions`. */
  readonly oldVersions: readonly string[];
}

/**
 * The steps between versions that a client can be given.
 * @param received messages that come in: of receiving operations, and replies
 * @param heard receiving operations
 */
export function versionTypes(
  received: readonly Message[],
  heard: readonly Operation[],
  view: ClientView,
): VersionTypes {
  const families = familiesOf(received, view).filter(({ newest }) => newest > 1);
  const replaced = new Set(heard.flatMap((operation) => replacedMessages(operation, view)));
  return {
    upcasters: families.map((family) =>
      member(`${propertyName(family.wireType)}?: `, steps(family, view)),
    ),
    oldVersions: families.flatMap(({ wireType, versions }) => {
      const old = [...versions].flatMap(([version, messages]) => {
        const types = messages.filter((message) => replaced.has(message));
        return types.length === 0
          ? []
          : [[`readonly ${version}: `, union(types.map(({ names }) => quote(names.type)))]];
      });
      return old.length === 0 ? [] : [member(`${propertyName(wireType)}: `, old)];
    }),
  };
}

/** The messages of an operation that also takes a newer version of them. */
export function replacedMessages(operation: Operation, view: ClientView): Message[] {
  const messages = view.messagesOf(operation.messages);
  if (messages.length < 2) return [];
  return familiesOf(messages, view).flatMap(({ versions, newest }) =>
    [...versions].flatMap(([version, those]) => (version < newest ? those : [])),
  );
}

function familiesOf(messages: readonly Message[], view: ClientView): Family[] {
  const byType = new Map<string, Map<number, Message[]>>();
  for (const message of messages) {
    const { wireType, version } = wireIdentity(message, (id) => view.schemaOf(id));
    const versions = byType.get(wireType) ?? new Map<number, Message[]>();
    byType.set(wireType, versions.set(version, [...(versions.get(version) ?? []), message]));
  }
  return [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([wireType, versions]) => ({
      wireType,
      versions: new Map([...versions].sort(([a], [b]) => a - b)),
      newest: Math.max(...versions.keys()),
    }));
}

function steps({ versions, newest }: Family, view: ClientView): Layout[] {
  const oldest = Math.max(1, newest - MOST_STEPS);
  const payload = (version: number): Layout => {
    const messages = versions.get(version);
    return messages === undefined
      ? 'unknown'
      : union([...new Set(messages.map((message) => view.payload(message)))]);
  };
  return Array.from({ length: newest - oldest }, (_, index) => oldest + index).map((version) => [
    `readonly ${version}?: `,
    group(bracketed([['payload: ', payload(version)]])),
    ' => ',
    payload(version + 1),
  ]);
}

const member = (head: string, fields: readonly Layout[]): string =>
  layOut(indent([`  readonly ${head}`, objectType(fields), ';']));

/** The messages of an operation, without those that upcasters replace. */
export function current(operation: Operation, type: Layout, view: ClientView): Layout {
  const replaced = replacedMessages(operation, view).map(({ names }) => quote(names.type));
  if (replaced.length === 0) return type;
  const [only] = replaced;
  const old = replaced.length === 1 && only !== undefined ? only : ['(', union(replaced), ')'];
  return generic(view.type('WithoutTypes'), [type, ['TUpcast & ', old]]);
}
