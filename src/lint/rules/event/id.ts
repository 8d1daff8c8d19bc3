import { defineRule } from '../../rule.js';
import { fieldNames, plain, sentEvents } from './messages.js';

export const eventId = defineRule({
  id: 'event/id',
  purpose: 'An event has an id of its own.',
  why: 'Brokers deliver at least once: a receiver sees some events twice and has to know that they are one. Only an id that the sender made tells it.',
  remedy: 'Add a header `ce_id`, or a property such as `eventId`.',
  strict: 'warning',
  options: {
    names: {
      purpose: 'Names of the id.',
      default: ['id', 'eventId', 'messageId', 'uuid', 'eventUuid'],
    },
  },
  checks: {
    document(_root, { document, options, report }) {
      for (const { message, name, at } of sentEvents(document)) {
        const { headers, payload } = fieldNames(message);
        const wanted = options.names.map(plain);
        if (![...headers, ...payload].some((each) => wanted.includes(plain(each))))
          report(at, `The event \`${name}\` has no id of its own.`, {
            part: typeof at.value === 'string' ? 'value' : 'key',
          });
      }
    },
  },
});
