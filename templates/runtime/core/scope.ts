import { AsyncLocalStorage } from 'node:async_hooks';
import type { MessageContext } from '../types.js';

/** What a message that is sent inherits from what is going on. */
export interface Scope extends MessageContext {
  /** The handler call that runs; `undefined` in `withContext`. */
  readonly call?: object;
}

/**
 * One for all buses of the process: a message handled on one bus and sent on another keeps its
 * correlation id.
 */
export const scopes = new AsyncLocalStorage<Scope>();
