import type { AnyMessage, Context } from './types.js';
import type { Headers } from './core/transport.js';

/**
 * What `onReceive` adds to the context of handlers. Say it once, next to the middleware:
 * `declare module './generated/runtime/use.js' { interface ContextExtensions { tenant: string } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- users fill it in
export interface ContextExtensions {}

/** Something of your own around sending and handling: `createClient(bus, { use: [tenants] })`. */
export interface Middleware {
  /**
   * Before a message is validated, replies included. What it returns is sent instead. A throw refuses
   * the message: nothing is sent.
   */
  readonly onSend?: (sending: Sending) => Sending | undefined | Promise<Sending | undefined>;
  /**
   * Before the handler, within its time and the inbox's transaction. What it returns is added to the
   * context. A throw counts as the handler's. Cannot be combined with handlers of batches.
   */
  readonly onReceive?: (
    message: AnyMessage,
    context: Context,
  ) => object | undefined | Promise<object | undefined>;
}

/** A message that is about to be validated and sent. */
export interface Sending {
  /** The operation that sends it, or replies. */
  readonly operation: string;
  readonly type: string;
  readonly payload: unknown;
  /** Those that the caller gave. */
  readonly headers: Headers;
}
