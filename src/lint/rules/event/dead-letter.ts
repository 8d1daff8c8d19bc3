import type { View } from '../../../model/view.js';
import type { Document } from '../../document.js';
import { defineRule } from '../../rule.js';

export const deadLetter = defineRule({
  id: 'event/dead-letter',
  purpose: 'A `receive` operation says where messages go that cannot be handled.',
  why: 'A message that fails each time either blocks those behind it or is lost, unless there is a place to put it aside where somebody looks.',
  remedy:
    'Add `x-dead-letter: <address>` to the operation, or `x-dead-letter-exchange` to the arguments of the queue.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { at, view, action, channel } of document.operations)
        if (action === 'receive' && channel !== undefined && !isNamed(view, channel, document))
          report(at, 'This operation does not say where messages go that cannot be handled.', {
            part: 'key',
          });
    },
  },
});

function isNamed(operation: View, channel: View, document: Document): boolean {
  const names = [operation, channel].some((view) => view.field('x-dead-letter') !== undefined);
  const args = channel.follow('bindings')?.follow('amqp')?.follow('queue')?.follow('arguments');
  if (names || args?.field('x-dead-letter-exchange') !== undefined) return true;
  const address = channel.text('address') ?? '';
  if (isDeadLetter(address)) return true;
  return document.channels.some(({ view }) => {
    const other = view.text('address') ?? '';
    return address !== '' && isDeadLetter(other) && other.includes(address);
  });
}

const isDeadLetter = (address: string): boolean =>
  /(?:^|[./_:-])(?:dlq|dlt|dlx|dead-?letters?)(?:$|[./_:-])/i.test(address);
