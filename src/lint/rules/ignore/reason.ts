import { defineRule } from '../../rule.js';

export const ignoreReason = defineRule({
  id: 'ignore/reason',
  purpose: 'A comment that hides a finding says why.',
  why: 'Whoever reads the comment in a year has to decide whether it still holds, and can only if it says what it was for.',
  remedy:
    'Write the reason behind a colon: `# petevents-ignore channel/unused: sent by the next release`.',
  strict: 'error',
  checks: {}, // suppress.ts finds them
});
