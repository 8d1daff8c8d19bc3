import { AsyncLocalStorage } from 'node:async_hooks';
import type { Trace } from './envelope/trace.js';

/** What a message that is sent inherits from what is going on. */
export interface Scope {
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
  readonly trace?: Trace | undefined;
  /** The handler call that runs; `undefined` in `withContext`. */
  readonly call?: object | undefined;
}

/**
 * One for all buses of the process: a message handled on one bus and sent on another keeps its
 * correlation id.
 */
export const scopes = new AsyncLocalStorage<Scope>();
