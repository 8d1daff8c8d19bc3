import { comment } from '../../emit/comment.js';
import { indent, layOut } from '../../emit/layout.js';
import { propertyName, quote } from '../../emit/quote.js';
import { union } from '../../emit/type-layout.js';
import type { Channel } from '../../model/model.js';

/** The type of a channel's address parameters; nothing for an address without any. */
export function parametersType(channel: Channel): string[] {
  if (channel.paramsType === undefined) return [];
  const address = channel.address?.text ?? channel.id;
  const members = channel.parameters.flatMap(({ name, description, enum: values }) => [
    ...comment([description]).map((text) => `  ${text}`),
    layOut(
      indent([
        `  readonly ${propertyName(name)}: `,
        values === undefined ? 'string' : union(values.map(quote)),
        ';',
      ]),
    ),
  ]);
  return [
    [
      ...comment([`Parameters of \`${address}\`.`]),
      `export interface ${channel.paramsType} {`,
      ...members,
      '}',
    ].join('\n'),
  ];
}
