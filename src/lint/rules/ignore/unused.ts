import { defineRule } from '../../rule.js';

export const ignoreUnused = defineRule({
  id: 'ignore/unused',
  purpose: 'Each comment and each line of a baseline hides a finding.',
  why: 'A comment that hides nothing was needed once. Left in place it hides the next finding of its rule there, which nobody has looked at. What the specification demands cannot be hidden at all.',
  remedy: 'Remove it; for a baseline run `petevents lint --update-baseline`.',
  recommended: 'warning',
  strict: 'error',
  checks: {}, // suppress.ts finds them, after all other rules have run
});
