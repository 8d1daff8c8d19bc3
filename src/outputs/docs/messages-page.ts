import type { Message, Operation } from '../../model/model.js';
import { bindingLines } from './bindings.js';
import { paragraphs, tagNames } from './common.js';
import { exampleBlocks } from './example-blocks.js';
import type { ExampleVerdicts } from './examples.js';
import { blocks, code, list, plain } from './markdown.js';
import { messageParts } from './message-parts.js';
import type { MessagePart } from './message-parts.js';
import { inline } from './prose.js';
import { schemaBlock } from './property-table.js';
import { section } from './section.js';
import type { Section } from './section.js';
import type { DocsView } from './view.js';

/** Every message: who says it, what it carries, examples that were checked. */
export const messageSections = (view: DocsView, verdicts: ExampleVerdicts): Section[] =>
  view.model.messages.map((message) =>
    section(message.id, message.names.file, linesOf(message, view, verdicts)),
  );

function linesOf(message: Message, view: DocsView, verdicts: ExampleVerdicts): string[] {
  const print: Readonly<Record<MessagePart, () => string[]>> = {
    Payload: () => payload(message, view),
    Headers: () => schemaPart(message, message.headers, view),
    Examples: () => exampleBlocks(message, verdicts),
  };
  return blocks(
    [`## ${plain(message.names.type)}`],
    paragraphs(message.doc),
    list(facts(message, view).map((line) => [line])),
    ...messageParts(message).map((part) => blocks([`### ${part}`], print[part]())),
  );
}

function payload(message: Message, view: DocsView): string[] {
  const { foreignFormat } = message;
  return foreignFormat === undefined
    ? schemaPart(message, message.payload, view)
    : [`Described in ${code(foreignFormat)}: it is passed on as it is and not checked.`];
}

/** A schema of the message, or a link to it where others share it. */
function schemaPart(message: Message, id: string | undefined, view: DocsView): string[] {
  if (id === undefined) return [];
  if (!view.isAtHome(id, message.id)) return [`See ${view.schemaLink(id)}.`];
  const { json, doc } = view.schemaOf(id);
  const description = doc.description === message.doc.description ? '' : doc.description;
  return blocks(
    paragraphs({ ...doc, title: '', description: description ?? '' }),
    schemaBlock(json, view),
  );
}

/** Who says it, and how it looks on the wire, line by line. */
function facts(message: Message, view: DocsView): string[] {
  const { correlationId } = message;
  const tags = tagNames(message.doc);
  return [
    ...uses(message, view),
    `On the wire: ${code(message.name)}, ${code(message.contentType)}`,
    ...(correlationId === undefined
      ? []
      : [
          `Correlation id: ${code(correlationId.location)} ${inline(correlationId.description ?? '')}`.trim(),
        ]),
    ...bindingLines(message.bindings, view.schemaLink),
    ...(tags === '' ? [] : [`Tags: ${tags}`]),
  ];
}

const SAYS = { send: 'Sent', receive: 'Received' } as const;

function uses(message: Message, view: DocsView): string[] {
  const operations = view.usesOf(message.id);
  const by = ({ name }: Operation): string => code(name);
  return [
    ...operations
      .filter(({ messages }) => messages.includes(message.id))
      .map((use) => `${SAYS[use.action]} by ${by(use)} on ${view.channelLink(use.channel)}`),
    ...operations
      .filter(({ reply }) => reply?.messages.includes(message.id) === true)
      .map((use) => `Reply to ${by(use)} on ${view.channelLink(use.channel)}`),
  ];
}
