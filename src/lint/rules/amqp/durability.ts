import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

export const durability = defineRule({
  id: 'amqp/durability',
  purpose: 'Queues outlive the messages that are meant to last.',
  why: 'A persistent message in a queue that is not durable is lost with the queue when the broker restarts, and a durable queue that deletes itself is gone when its last consumer leaves: each says two opposite things.',
  remedy: 'Make the queue durable and not `autoDelete`, or send with `deliveryMode: 1`.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(_root, lint) {
      for (const { view: channel } of lint.document.channels) {
        const queue = channel.follow('bindings')?.follow('amqp')?.follow('queue');
        const durable = queue?.flag('durable');
        const deletes = queue?.field('autoDelete');
        if (durable === true && deletes?.value === true)
          lint.report(deletes, 'This durable queue is deleted with its last consumer.');
        if (queue !== undefined && durable === false) checkModes(channel, queue, lint);
      }
    },
  },
});

function checkModes(channel: View, queue: View, { document, report }: Lint): void {
  for (const { view } of document.operationsOn(channel)) {
    const mode = view.follow('bindings')?.follow('amqp')?.field('deliveryMode');
    if (mode?.value === 2)
      report(mode, 'Messages are persistent, but their queue is not durable.', {
        related: [{ message: 'the queue', view: queue.field('durable') ?? queue }],
      });
  }
}
