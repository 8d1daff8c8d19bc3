import { banner } from '../../emit/banner.js';
import { comment } from '../../emit/comment.js';
import { Imports } from '../../emit/imports.js';
import type { OutputFile } from '../../emit/output-file.js';
import type { Model, Operation } from '../../model/model.js';
import { actionOf } from '../contract/print-operation.js';
import type { EmitOptions } from '../options.js';
import clientTemplate from '../../../templates/outputs/client/client.ts.hbs';
import { handlerMember } from './handlers.js';
import { parametersType } from './parameters.js';
import { sendMethod } from './send-method.js';
import { ClientView } from './view.js';

const MODULE = 'client';

/** The client's file, and the types that it exports. */
export interface ClientOutput {
  readonly file: OutputFile;
  readonly types: readonly string[];
}

/** `client.ts`: a method for each operation that is sent, one `subscribe` for all that are received. */
export function emitClient(model: Model, options: EmitOptions): ClientOutput {
  const imports = new Imports(MODULE, options.runtime);
  const perspective = options.perspective ?? 'application';
  const view = new ClientView(model, imports);
  const spoken = model.operations.filter(({ messages }) => messages.length > 0);
  const sent = spoken.filter((operation) => actionOf(operation, perspective) === 'send');
  const heard = spoken.filter((operation) => actionOf(operation, perspective) === 'receive');
  const used = new Set(spoken.map(({ channel }) => channel));
  const channels = model.channels.filter(({ id }) => used.has(id));
  const methods = sent.map((operation) => ({
    doc: docOf(operation, view),
    ...sendMethod(operation, view),
  }));
  const handlers = heard.map((operation) => ({
    doc: docOf(operation, view),
    member: handlerMember(operation, view),
  }));
  importFrame(imports, { sends: sent.length > 0, receives: heard.length > 0 });
  const text = clientTemplate({
    banner: banner(options.sourceName),
    parameters: channels.flatMap(parametersType),
    unions: [...view.unions.values()],
    title: comment([`${model.info.title} ${model.info.version} on a bus.`]),
    methods,
    handlers,
    isEmpty: methods.length === 0 && handlers.length === 0,
    imports: imports.print(),
  });
  const types = [
    'Client',
    ...(heard.length > 0 ? ['Handlers'] : []),
    ...channels.flatMap(({ paramsType }) => paramsType ?? []),
    ...view.unions.keys(),
  ];
  return { file: { path: `${MODULE}.ts`, text }, types };
}

/** What the template itself uses. */
function importFrame(
  imports: Imports,
  { sends, receives }: { sends: boolean; receives: boolean },
): void {
  imports.value('attach', 'runtime/client');
  imports.value('contract', 'contract');
  if (sends) imports.value('operations', 'contract');
  const types = [
    'Bus',
    'ClientOptions',
    ...(receives
      ? ['AtLeastOne', 'DeadLetters', 'ReplayOf', 'SubscribeOptions', 'Subscription']
      : []),
  ];
  for (const type of types) imports.type(type, 'runtime/types');
}

const docOf = (operation: Operation, view: ClientView): string[] => {
  const { title, summary, description, deprecated } = operation.doc;
  const address = view.channelOf(operation).address?.text;
  return comment([
    summary ?? title,
    description,
    address === undefined ? undefined : `Address \`${address}\`.`,
    deprecated === true ? '@deprecated' : undefined,
  ]).map((line) => `  ${line}`);
};
