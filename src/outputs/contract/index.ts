import { banner } from '../../emit/banner.js';
import { Imports } from '../../emit/imports.js';
import { printFields } from '../../emit/literal.js';
import type { Literal } from '../../emit/literal.js';
import type { OutputFile } from '../../emit/output-file.js';
import { propertyName, quote } from '../../emit/quote.js';
import { PeteventsError } from '../../diagnostic.js';
import type { Model } from '../../model/model.js';
import type { EmitOptions } from '../options.js';
import { messageLiteral } from './print-message.js';
import { channelLiteral, member, operationLiteral } from './print-operation.js';
import type { References } from './print-operation.js';

const MODULE = 'contract';

/** `contract.ts`: the document as data, for the run time to read and for people in a debugger. */
export function emitContract(model: Model, options: EmitOptions): OutputFile {
  const imports = new Imports(MODULE, options.runtime);
  const schemas = new Map(model.schemas.map((schema) => [schema.id, schema]));
  const schemaOf = (id: string) => {
    const schema = schemas.get(id);
    if (schema === undefined) throw new PeteventsError(`the model has no schema ${id}`);
    return schema;
  };
  const types = new Map(model.messages.map(({ id, names }) => [id, names.type]));
  const references: References = {
    messages: (ids) =>
      ids.flatMap((id) => types.get(id) ?? []).map((type) => member('messages', type)),
    channel: (id) => member('channels', id),
  };
  const perspective = options.perspective ?? 'application';
  const tables = [
    table(
      'messages',
      'MessageContract',
      model.messages.map((message) => [
        message.names.type,
        messageLiteral(message, { imports, schemaOf }),
      ]),
    ),
    table(
      'channels',
      'ChannelContract',
      model.channels.map((channel) => [channel.id, channelLiteral(channel, references)]),
    ),
    table(
      'operations',
      'OperationContract',
      model.operations.map((operation) => [
        operation.name,
        operationLiteral(operation, references, perspective),
      ]),
    ),
  ];
  for (const type of ['ChannelContract', 'Contract', 'MessageContract', 'OperationContract']) {
    imports.type(type, 'runtime/contract');
  }
  const { title, version } = model.info;
  const root = `export const contract: Contract = {\n  title: ${quote(title)},\n  version: ${quote(version)},\n  operations,\n};`;
  const parts = [
    banner(options.sourceName).join('\n'),
    imports.print().join('\n'),
    ...tables,
    root,
  ];
  return { path: `${MODULE}.ts`, text: `${parts.join('\n\n')}\n` };
}

type Entry = readonly [key: string, value: { readonly [key: string]: Literal }];

function table(name: string, type: string, entries: readonly Entry[]): string {
  const close = `satisfies Record<string, ${type}>;`;
  if (entries.length === 0) return `export const ${name} = {} ${close}`;
  const lines = entries.map(([key, value]) => `  ${keyOf(key)}: ${printFields(value, 2)},`);
  return `export const ${name} = {\n${lines.join('\n')}\n} ${close}`;
}

const keyOf = (key: string): string => (key === '__proto__' ? "['__proto__']" : propertyName(key));
