import { Code } from '../../emit/literal.js';
import type { Literal } from '../../emit/literal.js';
import type { Imports } from '../../emit/imports.js';
import type { Message, Schema } from '../../model/model.js';
import { messageBindings } from '../../protocols/index.js';
import { headersNames, messageModule } from '../messages/collect.js';
import { headerProperties, headersView } from './headers.js';

interface MessageContext {
  readonly imports: Imports;
  readonly schemaOf: (id: string) => Schema;
}

/** A message of the contract: `MessageContract` of the run time. */
export function messageLiteral(
  message: Message,
  { imports, schemaOf }: MessageContext,
): { readonly [key: string]: Literal } {
  const module = messageModule(message);
  const value = (name: string): Code => new Code(imports.value(name, module));
  const headers =
    message.headers === undefined ? undefined : headersView(schemaOf(message.headers), schemaOf);
  const type = headers?.headers.find(({ role }) => role === 'type')?.fixed;
  const { extensions } = message;
  return {
    type: message.names.type,
    wireType: typeof type === 'string' ? type : message.name,
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

const KINDS = ['event', 'command', 'query', 'reply'] as const;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const versionOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
