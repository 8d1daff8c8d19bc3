import { externalDocs, tagNames, webLink } from './common.js';
import { blocks, link, list, plain } from './markdown.js';
import { overviewTitle } from './overview-headings.js';
import { prose } from './prose.js';
import { indexOf } from './section-pages.js';
import type { Section } from './section.js';
import { securitySection, serversSection } from './servers.js';
import type { Beginnings } from './split.js';
import type { DocsView } from './view.js';

/**
 * The first page: what the document is, its servers, and who says what on which channel, or links
 * to the pages that say it.
 */
export function overviewPage(
  view: DocsView,
  channels: readonly Section[],
  beginnings: Beginnings | undefined,
): string[] {
  const { model } = view;
  const { description } = model.info.doc;
  return blocks(
    [`# ${plain(overviewTitle(model))}`],
    description === undefined ? [] : prose(description),
    list(facts(view).map((line) => [line])),
    pages(view),
    serversSection(model),
    securitySection(model),
    model.channels.length === 0 ? [] : ['## Channels'],
    ...(beginnings === undefined
      ? channels.map(({ text }) => [text])
      : [indexOf('channels', channels, beginnings)]),
  );
}

/** Links to the other pages, where there are any. */
function pages({ model, shared }: DocsView): string[] {
  const links = [
    ...(model.messages.length === 0 ? [] : [link('Messages', 'messages.md')]),
    ...(shared.length === 0 ? [] : [link('Schemas', 'schemas.md')]),
  ];
  return links.length === 0 ? [] : [links.join(' · ')];
}

function facts({ model: { info } }: DocsView): string[] {
  const tags = tagNames(info.doc);
  return [
    ...contact(info.contact),
    ...(info.license === undefined
      ? []
      : [`License: ${named(info.license.name, info.license.url)}`]),
    ...(info.termsOfService === undefined
      ? []
      : [`Terms of service: ${webLink(info.termsOfService, info.termsOfService)}`]),
    ...externalDocs(info.doc),
    ...(tags === '' ? [] : [`Tags: ${tags}`]),
  ];
}

const named = (name: string, url: string | undefined): string =>
  url === undefined ? plain(name) : webLink(name, url);

function contact(about: DocsView['model']['info']['contact']): string[] {
  if (about === undefined) return [];
  const { name, url, email } = about;
  const parts = [
    name === undefined && url === undefined ? '' : named(name ?? url ?? '', url),
    email === undefined ? '' : webLink(email, `mailto:${email}`),
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`Contact: ${parts.join(', ')}`];
}
