import { defineRule } from '../../rule.js';
import { idOf } from '../../document.js';
import { sentEvents } from './messages.js';

export const versionInAddress = defineRule({
  id: 'event/version-in-address',
  purpose: 'An event says its major version in its address or its name.',
  why: 'A change that breaks receivers needs a second address or a second name, so that both can live side by side until everybody has moved. Without a number in the first there is no good name for the second.',
  remedy:
    'End the address or the name in a version, such as `pet.adopted.v1`, or give the message `x-version`.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      const said = new Set<string>();
      for (const { message, name, operation } of sentEvents(document)) {
        const { channel } = operation;
        const address = channel?.text('address') ?? '';
        if (channel === undefined || said.has(idOf(channel))) continue;
        if (isVersioned(address) || isVersioned(name) || message.field('x-version') !== undefined)
          continue;
        said.add(idOf(channel));
        report(
          channel.field('address') ?? channel,
          'Neither address nor name says the major version.',
        );
      }
    },
  },
});

const isVersioned = (text: string): boolean =>
  /(?:^|[./_:-])v\d+(?:$|[./_:-])/i.test(text) || /[a-z]V\d+(?:$|[A-Z])/.test(text);
