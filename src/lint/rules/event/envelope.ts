import { defineRule } from '../../rule.js';
import { fieldNames, plain, sentEvents } from './messages.js';

export const envelope = defineRule({
  id: 'event/envelope',
  purpose: 'An event says its type, its source and its time.',
  why: 'Who routes, stores or debugs events without knowing each of them needs the same facts of all: what it is, who says so, and since when. Names of CloudEvents count, as header or property; names of your own are set as options.',
  remedy:
    'Add headers such as `ce_type`, `ce_source` and `ce_time`, or properties of that meaning.',
  strict: 'warning',
  options: {
    type: {
      purpose: 'Names of what says the type.',
      default: ['type', 'eventType', 'eventName', 'messageType'],
    },
    source: {
      purpose: 'Names of what says who tells it.',
      default: ['source', 'producer', 'origin', 'publisher'],
    },
    time: {
      purpose: 'Names of what says when it happened.',
      default: [
        'time',
        'timestamp',
        'occurredAt',
        'occurredOn',
        'eventTime',
        'createdAt',
        'sentAt',
      ],
    },
  },
  checks: {
    document(_root, { document, options, report }) {
      for (const { message, name, at } of sentEvents(document)) {
        const { headers, payload } = fieldNames(message);
        const known = new Set([...headers, ...payload].map(plain));
        const missing = (['type', 'source', 'time'] as const).filter(
          (part) => !options[part].some((each) => known.has(plain(each))),
        );
        if (missing.length > 0)
          report(at, `The event \`${name}\` does not say its ${missing.join(' and ')}.`, {
            part: typeof at.value === 'string' ? 'value' : 'key',
          });
      }
    },
  },
});
