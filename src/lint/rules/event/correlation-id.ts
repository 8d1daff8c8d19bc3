import { idOf } from '../../document.js';
import { defineRule } from '../../rule.js';

export const correlationId = defineRule({
  id: 'event/correlation-id',
  purpose: 'A message that is answered, or every message, says where its correlation id stands.',
  why: 'A reply that arrives an hour later belongs to one of many requests: the correlation id says to which. In a chain of events it finds all that one order led to.',
  remedy: 'Add `correlationId: { location: "$message.header#/correlationId" }` to the message.',
  recommended: 'warning',
  strict: 'warning',
  options: {
    of: {
      purpose: 'Which messages: `requests` that await a reply, or `all`.',
      default: 'requests',
      strict: 'all',
      values: ['requests', 'all'],
    },
  },
  checks: {
    document(_root, { document, options, report }) {
      const seen = new Set<string>();
      for (const { messages, reply } of document.operations)
        for (const target of options.of === 'all' || reply !== undefined ? messages : []) {
          const message = target.withTraits();
          if (seen.has(idOf(message)) || message.field('correlationId') !== undefined) continue;
          seen.add(idOf(message));
          const what = reply === undefined ? 'This message' : 'This message awaits a reply and';
          report(message, `${what} does not say where its correlation id stands.`);
        }
    },
  },
});
