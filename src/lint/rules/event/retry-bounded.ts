import { defineRule } from '../../rule.js';

export const retryBounded = defineRule({
  id: 'event/retry-bounded',
  purpose: 'A `receive` operation says how often it tries, and how long it waits in between.',
  why: 'Trying for ever blocks what comes behind, trying at once hammers what is already down. How patient a receiver is belongs to the contract: the sender plans by it.',
  remedy: 'Add `x-retry: { maxAttempts: 5, firstDelay: 1000, factor: 2 }` to the operation.',
  strict: 'warning',
  checks: {
    document(_root, { document, report }) {
      for (const { at, view, action } of document.operations) {
        if (action !== 'receive') continue;
        const retry = view.field('x-retry')?.target();
        const has = (...names: readonly string[]): boolean =>
          names.some((name) => retry?.field(name) !== undefined);
        if (retry === undefined)
          report(at, 'This operation does not say how often it tries.', { part: 'key' });
        else if (!has('maxAttempts', 'attempts', 'maxRetries', 'retries'))
          report(retry, '`x-retry` does not say how often: `maxAttempts`.', { part: 'key' });
        else if (!has('firstDelay', 'delay', 'backoff', 'factor', 'maxDelay'))
          report(retry, '`x-retry` does not say how long to wait: `firstDelay`.', { part: 'key' });
      }
    },
  },
});
