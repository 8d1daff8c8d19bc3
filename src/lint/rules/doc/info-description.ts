import { defineRule } from '../../rule.js';
import { hasProse } from './described.js';

export const infoDescription = defineRule({
  id: 'doc/info-description',
  purpose: 'The document says what the application does.',
  why: 'It is the first paragraph of every page that is made from the document, and often the only one that is read.',
  remedy: 'Add `description` to `info`.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      if (!hasProse(info)) report(info, '`info` has no description.');
    },
  },
});
