import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

export const tagsUnique = defineRule({
  id: 'doc/tags-unique',
  purpose: 'No tag stands twice in one list.',
  why: 'Two tags of one name with two descriptions are shown as one: nobody knows which.',
  remedy: 'Keep one of the two.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    info: checkTags,
    server: checkTags,
    channel: checkTags,
    operation: checkTags,
    message: checkTags,
  },
});

function checkTags(holder: View, { report }: Pick<Lint, 'report'>): void {
  const seen = new Set<string>();
  for (const tag of holder.list('tags')) {
    const name = tag.target()?.text('name');
    if (name === undefined) continue;
    if (seen.has(name)) report(tag, `The tag \`${name}\` stands here twice.`);
    seen.add(name);
  }
}
