import { defineRule } from '../../rule.js';
import { isOnKafka } from './topics.js';

export const groupId = defineRule({
  id: 'kafka/group-id',
  purpose: 'A `receive` operation on Kafka names its consumer group.',
  why: 'The group decides who shares the work and where reading goes on. One that is made up at deployment time is another one tomorrow, and reads everything again.',
  remedy: 'Add `bindings: { kafka: { groupId: { type: string, enum: [my-group] } } }`.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { at, view, action, channel } of document.operations) {
        if (action !== 'receive' || channel === undefined || !isOnKafka(channel, document))
          continue;
        if (view.follow('bindings')?.follow('kafka')?.field('groupId') === undefined)
          report(at, 'This operation does not name its consumer group.', { part: 'key' });
      }
    },
  },
});
