/**
 * `petevents/matchers` with the types that vitest needs.
 *
 * @module petevents/vitest
 */
import type {} from 'vitest';

declare module 'vitest' {
  // The parameter has to be the one that vitest declares.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Assertion<T = any> {
    /**
     * Passes for a payload, or an envelope `{ payload, headers, key, contentType }`, that is what the
     * document says about the message of this name; without a name about any of its messages.
     */
    toMatchMessage: (name?: string) => void;
  }
}

export { messageMatchers } from './matchers.js';
export type { MatcherResult, MessageMatchers } from './matchers.js';
