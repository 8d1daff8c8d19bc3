import { defineRule } from '../../rule.js';

export const tagsPresent = defineRule({
  id: 'doc/tags-present',
  purpose: 'The document has tags.',
  why: 'Catalogues group applications by their tags; one without them is found by those only who know its name.',
  remedy: 'Add `tags` to `info`, for example the domain and the team.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      if (info.list('tags').length === 0) report(info, '`info` has no tags.');
    },
  },
});
