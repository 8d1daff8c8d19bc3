import { idOf } from '../../document.js';
import type { Document } from '../../document.js';
import { defineRule } from '../../rule.js';

export const namePresent = defineRule({
  id: 'message/name-present',
  purpose: 'It is clear what the wire calls a message.',
  why: 'A receiver chooses its handler by the name. A message without `name` is called by its key; where a channel and `components` have it under two keys, nobody knows which of them counts, and a key changes when somebody tidies up.',
  remedy: 'Add `name`, for example `name: PetAdopted`.',
  recommended: 'warning',
  strict: 'error',
  options: {
    of: {
      purpose: 'Which messages: those with `several-keys`, or `all`.',
      default: 'several-keys',
      strict: 'all',
      values: ['several-keys', 'all'],
    },
  },
  checks: {
    message(message, { document, options, report }) {
      if (message.withTraits().text('name') !== undefined) return;
      const keys = [...(keysOf(document).get(idOf(message)) ?? [])];
      if (options.of === 'all' && keys.length < 2) report(message, 'This message has no name.');
      if (keys.length < 2) return;
      const listed = keys.map((key) => `\`${key}\``).join(' and ');
      report(message, `This message has no name, and the keys ${listed}.`);
    },
  },
});

/** The keys of each message, in channels and in components. */
const keysOf = (document: Document): ReadonlyMap<string, ReadonlySet<string>> =>
  document.once('messageKeys', () => {
    const keys = new Map<string, Set<string>>();
    const components = document.root.follow('components')?.map('messages') ?? [];
    const inChannels = document.all('channel').flatMap((channel) => channel.map('messages'));
    for (const [key, view] of [...components, ...inChannels]) {
      const id = idOf(view.target());
      keys.set(id, (keys.get(id) ?? new Set()).add(key));
    }
    return keys;
  });
