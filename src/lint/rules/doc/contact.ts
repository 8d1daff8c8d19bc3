import { defineRule } from '../../rule.js';

export const docContact = defineRule({
  id: 'doc/contact',
  purpose: 'The document says whom to ask.',
  why: 'Somebody who depends on an event finds out at night that it changed: they need a name.',
  remedy: 'Add `contact` to `info`.',
  strict: 'warning',
  checks: {
    info(info, { report }) {
      if (info.field('contact') === undefined) report(info, '`info` has no contact.');
    },
  },
});
