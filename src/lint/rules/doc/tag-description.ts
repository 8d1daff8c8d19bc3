import { defineRule } from '../../rule.js';
import { hasProse } from './described.js';

export const tagDescription = defineRule({
  id: 'doc/tag-description',
  purpose: 'Each tag of the document has a description.',
  why: 'A tag is a word that somebody else has to use in the same sense.',
  remedy: 'Add `description` to the tag.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      for (const tag of info.list('tags')) {
        const target = tag.target();
        if (target?.isObject === true && !hasProse(target))
          report(tag, `The tag \`${target.text('name') ?? ''}\` has no description.`);
      }
    },
  },
});
