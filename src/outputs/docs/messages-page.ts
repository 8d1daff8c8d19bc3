import type { Message, MessageExample, Operation } from '../../model/model.js';
import { bindingsBlock, paragraphs } from './common.js';
import type { ExampleVerdicts } from './examples.js';
import { blocks, code, fenced, plain, prose, table } from './markdown.js';
import { propertyTable } from './property-table.js';
import { link } from './type-text.js';
import type { DocsView } from './view.js';

/** Every message: who says it, what it carries, examples that were checked. */
export const messagesPage = (view: DocsView, verdicts: ExampleVerdicts): string[] =>
  blocks(
    [`# Messages of ${plain(view.model.info.title)}`],
    ...view.model.messages.map((message) => section(message, view, verdicts)),
  );

const section = (message: Message, view: DocsView, verdicts: ExampleVerdicts): string[] =>
  blocks(
    [`## ${plain(message.names.type)}`],
    paragraphs(message.doc),
    facts(message, view),
    part('Payload', message.payload, view),
    message.foreignFormat === undefined
      ? []
      : [`The payload is described in ${code(message.foreignFormat)} and is not checked.`],
    part('Headers', message.headers, view),
    ...message.examples.map((example, index) =>
      exampleBlock(example, index, verdicts(message.id, index)),
    ),
    bindingsBlock(message.bindings),
  );

function facts(message: Message, view: DocsView): string[] {
  const uses = view.usesOf(message.id);
  const names = (list: readonly Operation[]): string =>
    list.map(({ name }) => code(name)).join(', ');
  const rows = [
    ['name on the wire', code(message.name)],
    ['content type', code(message.contentType)],
    [
      'sent by',
      names(uses.filter((use) => use.action === 'send' && use.messages.includes(message.id))),
    ],
    [
      'received by',
      names(uses.filter((use) => use.action === 'receive' && use.messages.includes(message.id))),
    ],
    ['reply of', names(uses.filter(({ reply }) => reply?.messages.includes(message.id) === true))],
    ['correlation id', code(message.correlationId?.location ?? '')],
  ];
  return table(
    ['', ''],
    rows.filter(([, value]) => value !== ''),
  );
}

function part(title: string, id: string | undefined, view: DocsView): string[] {
  if (id === undefined) return [];
  const schema = view.schemaOf(id);
  const shared = schema.module.startsWith('schemas/');
  return blocks(
    [`### ${title}`],
    shared ? [`This is ${link(schema)}.`] : propertyTable(schema.json, view.schemaOf),
  );
}

function exampleBlock(example: MessageExample, index: number, faults: readonly string[]): string[] {
  const { name, summary, payload, headers } = example;
  return blocks(
    [`### Example ${index + 1}${name === undefined ? '' : `: ${plain(name)}`}`],
    summary === undefined ? [] : prose(summary),
    faults.length === 0
      ? []
      : [`**This example does not fit the schema:** ${faults.map(plain).join('; ')}`],
    payload === undefined ? [] : fenced(payload),
    headers === undefined ? [] : blocks(['Headers:'], fenced(headers)),
  );
}
