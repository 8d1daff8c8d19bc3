import { payloadSchema } from '../../document.js';
import { defineRule } from '../../rule.js';
import { propertiesOf } from '../../schema-members.js';
import { plain, sentEvents } from './messages.js';
import type { Sent } from './messages.js';

export const eventContent = defineRule({
  id: 'event/content',
  purpose: 'One sees which events carry state and which only notify.',
  why: 'An event with ids only makes every receiver call back for the rest, and find what is true by then; one that carries state can be acted on alone, but repeats personal data in every log. Both are right at times: this finding shows which is which, and asks for nothing.',
  remedy: 'Check that each event carries what its receivers need, and no more.',
  strict: 'info',
  checks: {
    document(root, { document, report }) {
      const events = sentEvents(document).filter(
        ({ message }) => payloadSchema(message)?.isObject === true,
      );
      if (events.length === 0) return;
      const thin = events.filter(isThin);
      const carrying = events.filter((event) => !thin.includes(event));
      const says = [
        ...(carrying.length === 0 ? [] : [`carry state: ${listed(carrying)}`]),
        ...(thin.length === 0 ? [] : [`only notify: ${listed(thin)}`]),
      ];
      report(root.field('operations') ?? root, `Of the events sent, ${says.join('; ')}.`);
    },
  },
});

/** Nothing in the payload but ids, times, and what belongs to the envelope. */
function isThin({ message }: Sent): boolean {
  const payload = payloadSchema(message);
  const names = payload === undefined ? [] : [...propertiesOf(payload).keys()];
  return names.length > 0 && names.every(isReferenceOrEnvelope);
}

const isReferenceOrEnvelope = (name: string): boolean =>
  /(?:ids?|uuid|key|ref|uri|url|href|link)$/i.test(name) ||
  /(?:At|On|Time|Date)$|^(?:time|date|timestamp)$/.test(name) ||
  [
    'type',
    'source',
    'version',
    'specversion',
    'subject',
    'eventtype',
    'traceparent',
    'tenant',
  ].includes(plain(name));

const listed = (events: readonly Sent[]): string => {
  const names = events.slice(0, 5).map(({ name }) => `\`${name}\``);
  return names.join(', ') + (events.length > 5 ? ` and ${events.length - 5} more` : '');
};
