import type { Channel, Model, Operation, Server } from '../../model/model.js';
import { bindingsBlock, paragraphs } from './common.js';
import { blocks, code, plain, prose, table } from './markdown.js';
import type { DocsView } from './view.js';

/** The first page: what the document is, its servers, and who says what on which channel. */
export const overviewPage = (view: DocsView): string[] => {
  const { model } = view;
  return blocks(
    [`# ${plain(model.info.title)} ${plain(model.info.version)}`],
    model.info.doc.description === undefined ? [] : prose(model.info.doc.description),
    ['[Messages](messages.md) · [Schemas](schemas.md)'],
    servers(model),
    ['## Channels'],
    ...model.channels.map((channel) => channelSection(channel, view)),
  );
};

function servers({ servers: list }: Model): string[] {
  if (list.length === 0) return [];
  const rows = list.map((server) => [
    plain(server.id),
    plain([server.protocol, server.protocolVersion ?? ''].join(' ')),
    code(`${server.host}${server.pathname ?? ''}`),
    server.security.map(({ type }) => plain(type)).join(', '),
    plain([server.doc.summary, server.doc.description].filter(Boolean).join(' ')),
  ]);
  return blocks(
    ['## Servers'],
    table(['server', 'protocol', 'host', 'security', 'description'], rows),
    ...list.map(variables),
  );
}

const variables = (server: Server): string[] =>
  table(
    [`variable of ${plain(server.id)}`, 'values', 'default', 'description'],
    server.variables.map((variable) => [
      code(variable.name),
      (variable.enum ?? []).map(code).join(', '),
      code(variable.default ?? ''),
      plain(variable.description ?? ''),
    ]),
  );

function channelSection(channel: Channel, view: DocsView): string[] {
  const operations = view.operationsOf(channel.id);
  return blocks(
    [`### ${channel.address === null ? plain(channel.id) : code(channel.address.text)}`],
    channel.address === null ? ['The address is known only at run time.'] : [],
    paragraphs(channel.doc),
    table(
      ['parameter', 'values', 'default', 'description'],
      channel.parameters.map((parameter) => [
        code(parameter.name),
        (parameter.enum ?? []).map(code).join(', '),
        code(parameter.default ?? ''),
        plain(parameter.description ?? ''),
      ]),
    ),
    operations.length === 0 ? [`Messages: ${view.links(channel.messages)}.`] : [],
    table(
      ['who', 'operation', 'messages', 'reply', 'about'],
      operations.map((operation) => operationRow(operation, view)),
    ),
    bindingsBlock(channel.bindings),
    ...operations.map(({ bindings, name }) => bindingsBlock(bindings, name)),
  );
}

const WHO = { send: 'the application sends', receive: 'the application receives' } as const;

const operationRow = (operation: Operation, view: DocsView): string[] => [
  WHO[operation.action],
  code(operation.name),
  view.links(operation.messages),
  operation.reply === undefined ? '' : view.links(operation.reply.messages),
  plain(operation.doc.summary ?? operation.doc.title ?? operation.doc.description ?? ''),
];
