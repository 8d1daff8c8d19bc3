import { defineRule } from '../../rule.js';

export const latestVersion = defineRule({
  id: 'spec/latest-version',
  purpose: 'The document is written in the newest minor version of AsyncAPI 3.',
  why: 'Minor versions only add: a document gains their fields and their clearer text by changing one number.',
  remedy: 'Write `asyncapi: 3.1.0` when all your tools read it.',
  strict: 'info',
  checks: {
    document(root, { report }) {
      const version = root.field('asyncapi');
      if (version !== undefined && /^3\.0\./.test(root.text('asyncapi') ?? ''))
        report(version, 'There is a newer minor version: 3.1.');
    },
  },
});
