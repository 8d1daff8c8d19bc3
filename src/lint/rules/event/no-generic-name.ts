import { defineRule } from '../../rule.js';
import { meaningfulWords } from '../../words/split.js';
import { technicalPasts, technicalThings } from '../../words/verbs.js';
import { sentEvents } from './messages.js';

const empty = new Set([
  ...[
    'event',
    'message',
    'data',
    'payload',
    'notification',
    'update',
    'updated',
    'change',
    'changed',
  ],
  ...['created', 'deleted', 'removed', 'status', 'info', 'object', 'record', 'entity', 'generic'],
  ...['msg', 'body', 'test', 'default', 'signal', 'action', 'state'],
]);

export const noGenericName = defineRule({
  id: 'event/no-generic-name',
  purpose: 'The name of an event says what happened to what, in words of the business.',
  why: '`Updated` says nothing, and `RowInserted` tells of a table: receivers have to know how the sender stores things, and break when that changes.',
  remedy: 'Name the thing and what happened to it, as a person in the shop would: `PetAdopted`.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { name, at } of sentEvents(document)) {
        const words = meaningfulWords(name).map((word) => word.toLowerCase());
        const part = typeof at.value === 'string' ? 'value' : 'key';
        if (words.every((word) => empty.has(word)))
          report(at, `The name \`${name}\` would fit any event.`, { part });
        else if (isTechnical(words))
          report(at, `The name \`${name}\` tells of storage, not of what happened.`, { part });
      }
    },
  },
});

const isTechnical = (words: readonly string[]): boolean =>
  technicalThings.has(words.at(-2) ?? '') &&
  technicalPasts.has(words.at(-1) ?? '') &&
  words.length <= 3;
