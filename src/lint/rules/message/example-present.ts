import { defineRule } from '../../rule.js';

export const examplePresent = defineRule({
  id: 'message/example-present',
  purpose: 'A message has at least one example.',
  why: 'People read the example before the schema, and mocks and contract tests are made from it. Ours are checked against the schema, so they stay right.',
  remedy: 'Add `examples` with a payload as it is on the wire.',
  strict: 'warning',
  checks: {
    message(message, { report }) {
      if (message.withTraits().list('examples').length === 0)
        report(message, 'This message has no example.');
    },
  },
});
