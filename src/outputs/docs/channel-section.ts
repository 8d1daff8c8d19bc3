import type { Channel, Operation } from '../../model/model.js';
import { words } from '../../model/names.js';
import { bindingLines } from './bindings.js';
import { externalDocs, paragraphs, schemeName, sentences, tagNames } from './common.js';
import { blocks, code, list, plain, table } from './markdown.js';
import { channelTitle } from './overview-headings.js';
import { inline, isLong, prose } from './prose.js';
import { section } from './section.js';
import type { Section } from './section.js';
import { valuesText } from './value-text.js';
import type { DocsView } from './view.js';

/** All channels. */
export const channelSections = (view: DocsView): Section[] =>
  view.model.channels.map((channel) =>
    section(channel.id, sectionName(channel), linesOf(channel, view)),
  );

/** Longer names are no help to a reader, and file systems refuse them. */
const LONGEST = 60;

/** `pet-adopted`; as with messages, no text of a document becomes a file's name as it is. */
const sectionName = ({ id }: Channel): string =>
  words(id).join('-').toLowerCase().slice(0, LONGEST) || 'other';

/** A channel: its address and parameters, and what is sent and received there. */
const linesOf = (channel: Channel, view: DocsView): string[] =>
  blocks(
    [`### ${code(channelTitle(channel)) || 'channel'}`],
    paragraphs(channel.doc),
    list(facts(channel, view).map((line) => [line])),
    parameters(channel),
    operations(channel, view),
  );

function facts(channel: Channel, view: DocsView): string[] {
  const tags = tagNames(channel.doc);
  const { servers } = channel;
  const isEverywhere = servers.length === view.model.servers.length;
  return [
    ...(channel.address === null ? ['The address is known only at run time.'] : []),
    ...(channel.address === null || channel.address.text === channel.id
      ? []
      : [`Channel: ${code(channel.id)}`]),
    ...(isEverywhere || servers.length === 0 ? [] : [`Servers: ${servers.map(code).join(', ')}`]),
    ...bindingLines(channel.bindings, view.schemaLink),
    ...(tags === '' ? [] : [`Tags: ${tags}`]),
  ];
}

const parameters = (channel: Channel): string[] =>
  table(
    ['parameter', 'values', 'default', 'taken from', 'examples', 'description'],
    channel.parameters.map((parameter) => [
      code(parameter.name),
      valuesText(parameter.enum ?? []),
      code(parameter.default ?? ''),
      code(parameter.location ?? ''),
      valuesText(parameter.examples ?? []),
      inline(parameter.description ?? ''),
    ]),
  );

function operations(channel: Channel, view: DocsView): string[] {
  const uses = view.operationsOf(channel.id);
  if (uses.length > 0) {
    return blocks(['Operations:'], list(uses.map((operation) => operationItem(operation, view))));
  }
  return channel.messages.length === 0
    ? []
    : [`No operation is described. Messages: ${view.messageLinks(channel.messages)}.`];
}

const ACTIONS = { send: 'sends', receive: 'receives' } as const;

function operationItem(operation: Operation, view: DocsView): string[] {
  const { doc } = operation;
  const long = isLong(doc.description ?? '');
  const about = sentences(long ? { tags: doc.tags, ...summaryOf(operation) } : doc);
  const links = view.messageLinks(operation.messages) || 'nothing';
  const line = `The application **${ACTIONS[operation.action]}** ${links}: ${code(operation.name)}. ${about}`;
  const details = [
    ...reply(operation, view),
    ...(operation.security.length === 0
      ? []
      : [`Security: ${operation.security.map(schemeName).join(' or ')}`]),
    ...bindingLines(operation.bindings, view.schemaLink),
    ...externalDocs(doc),
  ];
  const nested = list(details.map((detail) => [detail]));
  return long
    ? blocks([line.trim()], prose(doc.description ?? ''), nested)
    : [line.trim(), ...nested];
}

const summaryOf = ({ doc: { summary, title, deprecated } }: Operation): object => ({
  ...(summary === undefined ? {} : { summary }),
  ...(title === undefined ? {} : { title }),
  ...(deprecated === undefined ? {} : { deprecated }),
});

function reply({ action, reply: answer }: Operation, view: DocsView): string[] {
  if (answer === undefined) return [];
  const { address, channel } = answer;
  const who = action === 'send' ? 'Is answered' : 'Answers';
  const where = [
    channel === undefined ? '' : ` on ${view.channelLink(channel)}`,
    address === undefined ? '' : `, at the address in ${code(address.location)}`,
    address?.description === undefined ? '' : ` (${plain(address.description)})`,
  ].join('');
  return [`${who} with ${view.messageLinks(answer.messages) || 'nothing'}${where}`];
}
