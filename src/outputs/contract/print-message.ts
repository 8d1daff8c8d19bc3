import { Code } from '../../emit/literal.js';
import type { Literal } from '../../emit/literal.js';
import type { Imports } from '../../emit/imports.js';
import type { Message, Schema } from '../../model/model.js';
import { messageBindings } from '../../protocols/index.js';
import { headersNames, messageModule } from '../messages/collect.js';
import { versionNumber } from '../../../templates/runtime/core/envelope/plan.js';
import { headerProperties, headersView } from './headers.js';
import type { HeadersView } from './headers.js';

type SchemaOf = (id: string) => Schema;

interface MessageContext {
  readonly imports: Imports;
  readonly schemaOf: SchemaOf;
}

/** A message of the contract: `MessageContract` of the run time. */
export function messageLiteral(
  message: Message,
  { imports, schemaOf }: MessageContext,
): { readonly [key: string]: Literal } {
  const module = messageModule(message);
  const value = (name: string): Code => new Code(imports.value(name, module));
  const headers = headersOf(message, schemaOf);
  const { extensions } = message;
  return {
    type: message.names.type,
    wireType: wireType(message, headers),
    contentType: message.contentType,
    payload: value(message.names.value),
    headers:
      headers === undefined
        ? undefined
        : {
            validator: value(headersNames(message.names).value),
            properties: headerProperties(headers),
            closed: headers.closed,
          },
    correlationId: message.correlationId?.location,
    key: textOf(extensions['x-key']),
    version: versionOf(extensions['x-version']),
    kind: KINDS.find((kind) => kind === extensions['x-kind']),
    bindings: messageBindings(message, {
      schemaOf,
      validator: (schema) => new Code(imports.value(schema.names.value, schema.module)),
    }),
  };
}

const headersOf = (message: Message, schemaOf: SchemaOf): HeadersView | undefined =>
  message.headers === undefined ? undefined : headersView(schemaOf(message.headers), schemaOf);

const wireType = (message: Message, headers: HeadersView | undefined): string => {
  const type = headers?.headers.find(({ role }) => role === 'type')?.fixed;
  return typeof type === 'string' ? type : message.name;
};

/** What tells a message's versions apart on the wire, as the run time will see it. */
export function wireIdentity(
  message: Message,
  schemaOf: SchemaOf,
): { readonly wireType: string; readonly version: number } {
  const headers = headersOf(message, schemaOf);
  const fixed = headers?.headers.find(({ role }) => role === 'version')?.fixed;
  const version = versionNumber(fixed) ?? versionOf(message.extensions['x-version']) ?? 1;
  return { wireType: wireType(message, headers), version };
}

const KINDS = ['event', 'command', 'query', 'reply'] as const;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const versionOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
