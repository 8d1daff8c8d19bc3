import { defineRule } from '../../rule.js';

export const contactFields = defineRule({
  id: 'doc/contact-fields',
  purpose: 'A contact has a name and a way to reach it.',
  why: 'A name alone cannot be written to, and an address alone does not say who answers.',
  remedy: 'Give the contact a `name`, and an `email` or a `url`.',
  strict: 'warning',
  checks: {
    contact(contact, { report }) {
      const missing = [
        ...(contact.field('name') === undefined ? ['`name`'] : []),
        ...(['email', 'url'].some((key) => contact.field(key) !== undefined)
          ? []
          : ['`email` or `url`']),
      ];
      if (missing.length > 0) report(contact, `The contact has no ${missing.join(' and no ')}.`);
    },
  },
});
