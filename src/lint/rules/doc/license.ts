import { defineRule } from '../../rule.js';

export const docLicense = defineRule({
  id: 'doc/license',
  purpose: 'The document says under which licence it may be used.',
  why: 'Other teams and partners copy schemas and generate code from them: they have to know that they may.',
  remedy: 'Add `license` to `info`, with a name such as `Apache-2.0`.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      if (info.field('license') === undefined) report(info, '`info` has no license.');
    },
  },
});
