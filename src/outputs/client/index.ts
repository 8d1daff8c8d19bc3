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
import { versionTypes } from './versions.js';
import type { VersionTypes } from './versions.js';
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
  const incoming = [
    ...heard.flatMap(({ messages }) => messages),
    ...sent.flatMap(({ reply }) => reply?.messages ?? []),
  ];
  const versions = versionTypes(view.messagesOf([...new Set(incoming)]), heard, view);
  const replaces = versions.oldVersions.length > 0;
  importFrame(imports, { sends: sent.length > 0, receives: heard.length > 0, replaces });
  const text = clientTemplate({
    banner: banner(options.sourceName),
    parameters: channels.flatMap(parametersType),
    unions: [...view.unions.values()],
    title: comment([`${model.info.title} ${model.info.version} on a bus.`]),
    methods,
    handlers,
    ...versions,
    frame: frameTypes(versions),
    isEmpty: methods.length === 0 && handlers.length === 0,
    imports: imports.print(),
  });
  const types = [
    'Client',
    ...(heard.length > 0 ? ['Handlers'] : []),
    ...channels.flatMap(({ paramsType }) => paramsType ?? []),
    ...view.unions.keys(),
    ...(versions.upcasters.length > 0 ? ['Upcasters'] : []),
    ...(replaces ? ['OldVersions'] : []),
  ];
  return { file: { path: `${MODULE}.ts`, text }, types };
}

/** The types of the client and of what makes it, as far as they depend on versions. */
function frameTypes({ upcasters, oldVersions }: VersionTypes) {
  const replaces = oldVersions.length > 0;
  const given = replaces ? 'TUpcasters' : 'Upcasters';
  return {
    options: upcasters.length > 0 ? `ClientOptions<${given}>` : 'ClientOptions',
    replaces,
    handlers: replaces ? 'Handlers<NoInfer<TTx>, TUpcast>' : 'Handlers<NoInfer<TTx>>',
    replayed: replaces ? 'Handlers<undefined, TUpcast>' : 'Handlers',
  };
}

/** What the template itself uses. */
function importFrame(
  imports: Imports,
  { sends, receives, replaces }: { sends: boolean; receives: boolean; replaces: boolean },
): void {
  imports.value('attach', 'runtime/client');
  imports.value('contract', 'contract');
  if (sends) imports.value('operations', 'contract');
  const types = [
    'Bus',
    'ClientOptions',
    ...(sends || receives
      ? ['Explanation', 'Provisioned', 'ProvisionGroups', 'ProvisionOptions']
      : []),
    ...(receives
      ? ['AtLeastOne', 'DeadLetters', 'ReplayOf', 'SubscribeOptions', 'Subscription']
      : []),
    ...(replaces ? ['UpcastTypes'] : []),
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
