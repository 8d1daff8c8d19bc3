import type { Batch, BatchContext } from '../../batch.js';
import type { Logger } from '../../log.js';
import type { Message } from '../../types.js';
import type { Clock } from '../clock.js';
import type { Deadlines } from '../deadlines.js';
import { uuidv7 } from '../ids.js';
import type { Trace } from '../envelope/trace.js';
import type { Scope } from '../scope.js';
import { scopes } from '../scope.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Desk, Party } from './engine.js';
import { HandlerTimeoutError } from './retry.js';
import type { Work } from './work.js';

/** A message that waits for others. */
export interface Gathered {
  readonly work: Work;
  readonly message: Message;
}

/** How one message of a batch ended. */
export type Ending = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

export interface CollectorParts<Entry extends Gathered> {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly log: Logger;
  readonly telemetry: Telemetry | undefined;
  readonly group: string;
  /** Milliseconds that a call gets. */
  readonly handlerTimeout: number;
  /** Hears of each message of a batch, once. */
  readonly ended: (entry: Entry, ending: Ending) => void;
}

/** Gathers messages for one handler of batches, and calls it when there are enough or it is time. */
export class Collector<Entry extends Gathered> {
  readonly #batch: Batch;
  readonly #parts: CollectorParts<Entry>;
  #entries: Entry[] = [];
  /** A slot was asked for. */
  #due = false;
  #armed = false;

  constructor(batch: Batch, parts: CollectorParts<Entry>) {
    this.#batch = batch;
    this.#parts = parts;
  }

  add(entry: Entry, desk: Desk): void {
    this.#entries.push(entry);
    desk.gather(entry.work);
    this.#look(desk);
  }

  /** A full batch is due at once, another one when its first message has waited. */
  #look(desk: Desk): void {
    if (this.#due || this.#entries.length === 0) return;
    if (this.#entries.length >= this.#batch.size) {
      this.#ask(desk);
    } else if (!this.#armed) {
      this.#armed = true;
      const ring = (): void => {
        this.#armed = false;
        if (!this.#due) this.#ask(desk);
      };
      this.#parts.clock.setTimer(ring, this.#batch.wait, { background: true });
    }
  }

  #ask(desk: Desk): void {
    this.#due = true;
    desk.enter(() => this.#begin(desk));
  }

  /** What was given back meanwhile is gone. */
  #begin(desk: Desk): Party | undefined {
    this.#due = false;
    const waiting = this.#entries.filter(({ work }) => work.state === 'gathered');
    const entries = waiting.slice(0, this.#batch.size);
    this.#entries = waiting.slice(this.#batch.size);
    this.#look(desk);
    if (entries.length === 0) return undefined;
    return { works: entries.map(({ work }) => work), run: () => this.#run(entries) };
  }

  #run(entries: readonly Entry[]): void {
    const messages = entries.map(({ message }) => message);
    const call = new BatchCall(messages, this.#parts.log);
    for (const { work } of entries) work.call = call;
    const { handlerTimeout, deadlines } = this.#parts;
    const deadline = deadlines.set(handlerTimeout, () => {
      const error = new HandlerTimeoutError(handlerTimeout);
      call.abort(error);
      this.#end(entries, call, { ok: false, error });
    });
    const end = (ending: Ending): void => {
      deadline.cancel();
      this.#end(entries, call, ending);
    };
    scopes
      .run(call, async () => this.#handle(entries, call))
      .then(
        () => end({ ok: true }),
        (error: unknown) => end({ ok: false, error }),
      );
  }

  #handle(entries: readonly Entry[], call: BatchCall): unknown {
    const { telemetry, group } = this.#parts;
    const handle = (): unknown => this.#batch.handler(call.messages, call);
    if (telemetry === undefined) return handle();
    const { signal, failures } = call;
    const called = {
      group,
      messages: entries,
      signal,
      failures: () => [...failures.values()].flatMap((one) => (one.ok ? [] : [one.error])),
      within: (trace: Trace) => (call.trace = trace),
    };
    return telemetry.processBatch(called, handle);
  }

  #end(entries: readonly Entry[], call: BatchCall, ending: Ending): void {
    if (!call.end()) return;
    for (const [index, entry] of entries.entries()) {
      this.#parts.ended(entry, call.failures.get(index) ?? ending);
    }
  }
}

/** One call of a handler of batches. What it sends has no single cause. */
class BatchCall implements BatchContext, Scope {
  readonly log: Logger;
  readonly correlationId: string;
  readonly causationId?: string;
  /** By index. */
  readonly failures = new Map<number, Ending>();
  readonly messages: readonly Message[];
  /** Of its span; without telemetry what it sends is in no trace, as messages have one each. */
  trace: Trace | undefined;
  readonly #controller = new AbortController();
  #over = false;

  constructor(messages: readonly Message[], log: Logger) {
    const [first] = messages;
    const shared = messages.every((one) => one.correlationId === first?.correlationId);
    this.correlationId = (shared ? first?.correlationId : undefined) ?? uuidv7(Date.now());
    if (messages.length === 1 && first !== undefined) this.causationId = first.id;
    this.log = log;
    this.messages = messages;
  }

  get call(): this {
    return this;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly fail = (index: number, error: unknown): void => {
    if (!Number.isInteger(index) || index < 0 || index >= this.messages.length) {
      const { length } = this.messages;
      throw new RangeError(`the batch has ${length} messages, none is number ${index}`);
    }
    this.failures.set(index, { ok: false, error });
  };

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** The result is known. False when it was before. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    return true;
  }
}
