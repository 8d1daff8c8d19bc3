import { defineRule } from '../../rule.js';
import { isOnKafka } from '../kafka/topics.js';
import { sentMessages } from './messages.js';

export const partitionKey = defineRule({
  id: 'event/partition-key',
  purpose: 'A message sent to Kafka has a key.',
  why: 'Kafka keeps the order of messages with one key only. Without a key `OrderCancelled` may be read before `OrderPlaced`.',
  remedy: 'Add `bindings: { kafka: { key: { type: string } } }` to the message, or `x-key`.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { message, name, at, operation } of sentMessages(document)) {
        const { channel } = operation;
        if (channel === undefined || !isOnKafka(channel, document)) continue;
        const hasKey = message.follow('bindings')?.follow('kafka')?.field('key') !== undefined;
        if (!hasKey && message.field('x-key') === undefined)
          report(at, `The message \`${name}\` has no key.`, {
            part: typeof at.value === 'string' ? 'value' : 'key',
          });
      }
    },
  },
});
