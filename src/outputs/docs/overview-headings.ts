import type { Channel, Model, SecurityScheme } from '../../model/model.js';

/** What a channel is called: its address where it has one. */
export const channelTitle = ({ address, id }: Channel): string => address?.text ?? id;

export const overviewTitle = ({ info }: Model): string => `${info.title} ${info.version}`;

/** The headings of the first page before those of the channels. */
export const overviewHeadings = (model: Model): string[] => [
  overviewTitle(model),
  ...(model.servers.length === 0 ? [] : ['Servers']),
  ...(securitySchemes(model).length === 0 ? [] : ['Security']),
  ...(model.channels.length === 0 ? [] : ['Channels']),
];

/** The schemes that servers and operations ask for, each once. */
export function securitySchemes({ servers, operations }: Model): SecurityScheme[] {
  const found = new Map<string, SecurityScheme>();
  for (const { security } of [...servers, ...operations]) {
    for (const scheme of security) found.set(`${scheme.name ?? ''}\n${scheme.type}`, scheme);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scheme]) => scheme);
}
