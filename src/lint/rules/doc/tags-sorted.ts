import { sortItems } from '../../sort-items.js';
import { defineRule } from '../../rule.js';

export const tagsSorted = defineRule({
  id: 'doc/tags-sorted',
  purpose: 'The tags of the document are sorted by name.',
  why: 'A sorted list is read faster, and two people who add a tag do not meet in one line.',
  remedy: 'Sort the tags of `info` by their names.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      const tags = info.list('tags');
      const names = tags.map((tag) => tag.target()?.text('name') ?? '');
      const wrong = names.findIndex((name, index) => index > 0 && isAfter(names[index - 1], name));
      const at = tags[wrong];
      const list = info.field('tags');
      if (at === undefined || list === undefined) return;
      report(at, `\`${names[wrong] ?? ''}\` belongs in front of \`${names[wrong - 1] ?? ''}\`.`, {
        fix: () => sortItems(list, names),
      });
    },
  },
});

const isAfter = (before = '', name = ''): boolean => before.toLowerCase() > name.toLowerCase();
