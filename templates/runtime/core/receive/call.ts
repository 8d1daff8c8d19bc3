import type { ContextLogger } from '../../log.js';
import type { Context, DeliveryInfo, Headers, Message } from '../../types.js';
import type { Deadline } from '../deadlines.js';
import type { Trace } from '../envelope/trace.js';
import { traceOf } from '../envelope/trace.js';
import type { Scope } from '../scope.js';
import type { Work } from './work.js';

/**
 * One call of a handler: the context that the handler sees, and the scope of what it sends. One
 * object for both, as there is one for each message.
 */
export class Call implements Context, Scope {
  readonly work: Work;
  readonly message: Message;
  /** Set by the inbox. */
  tx: unknown;
  /** The time limit of a call that did not return at once. */
  deadline: Deadline | undefined;
  readonly #log: ContextLogger;
  #trace: Trace | undefined;
  #controller: AbortController | undefined;
  #abortReason: unknown;
  #aborted = false;
  #over = false;

  constructor(work: Work, message: Message, log: ContextLogger) {
    this.work = work;
    this.message = message;
    this.#log = log;
  }

  /** Made when it is first asked for: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  get log(): ContextLogger {
    const { id, type, correlationId, attempt } = this.message;
    return this.#log.child({ id, type, correlationId, attempt });
  }

  get call(): this {
    return this;
  }

  get correlationId(): string {
    return this.message.correlationId;
  }

  get causationId(): string {
    return this.message.id;
  }

  /** What the message carries, or a span of its own within that. */
  get trace(): Trace | undefined {
    return this.#trace ?? traceOf(this.work.delivery);
  }

  set trace(trace: Trace | undefined) {
    this.#trace = trace;
  }

  get delivery(): DeliveryInfo {
    return this.work.delivery.info;
  }

  get raw(): { readonly headers: Headers; readonly body: Uint8Array } {
    const { delivery } = this.work;
    const { headers, body } = delivery.original ?? delivery;
    return { headers, body };
  }

  /** The result is known: a handler that still runs was given up. */
  get over(): boolean {
    return this.#over;
  }

  /** The result is known. False when it was before: a result that comes too late is ignored. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.deadline?.cancel();
    return true;
  }

  abort(reason: Error): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }
}
