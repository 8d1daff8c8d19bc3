import type { Attributes, OpenTelemetry, OtelContext, Span, Tracer } from '../../telemetry.js';
import type { BusKind, Message } from '../../types.js';
import type { Clock } from '../clock.js';
import type { Trace } from '../envelope/trace.js';
import { traceIn, traceOf } from '../envelope/trace.js';
import type { Call } from '../receive/call.js';
import type { AnyHandler } from '../receive/routes.js';
import type { Work } from '../receive/work.js';
import { scopes } from '../scope.js';
import type { Draft } from '../send/compose.js';
import type { OutgoingRecord } from '../transport.js';
import {
  deliveryAttributes,
  errorType,
  kinds,
  placeOfDelivery,
  placeOfDraft,
  recordAttributes,
  systems,
} from './attributes.js';
import type { Place } from './attributes.js';
import type { Consumer } from './metrics.js';
import { groupAttribute, Metrics } from './metrics.js';

const instrumentation = 'petevents';
const errorStatus = 2;

export interface TelemetryParts {
  readonly api: OpenTelemetry;
  readonly kind: BusKind;
  readonly clock: Clock;
  readonly consumers: () => Iterable<Consumer>;
  /** Hears that the telemetry threw, which changes nothing else (test X10). */
  readonly onError: () => void;
}

/** What a span is about. */
interface Subject {
  readonly operation: 'send' | 'process' | 'settle';
  readonly kind: number;
  readonly place: Place;
  readonly attributes: Attributes;
  /** The context that it is in; a trace in headers where there is no other. */
  readonly parent: OtelContext;
}

/** A span under way. */
interface Begun {
  readonly span: Span;
  readonly context: OtelContext;
  /** For what is sent in it. */
  readonly trace: Trace | undefined;
}

/** What a bus tells OpenTelemetry. Whatever goes wrong there is counted and changes no fate. */
export class Telemetry {
  readonly #parts: TelemetryParts;
  readonly #tracer: Tracer | undefined;
  readonly #metrics: Metrics | undefined;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
    this.#tracer = this.#safely(() => parts.api.trace.getTracer(instrumentation));
    this.#metrics = this.#safely(
      () => new Metrics(parts.api.metrics.getMeter(instrumentation), parts.consumers),
    );
  }

  /** Sends in a span, whose trace the message carries. `work` tells what it has composed. */
  async send<Result>(
    draft: Draft,
    work: (composed: (record: OutgoingRecord) => void) => Promise<Result>,
  ): Promise<Result> {
    const place = placeOfDraft(draft);
    const begun = this.#beginSend(place);
    const end = this.#timed(begun, (error, seconds) => {
      const attributes = this.#attributes('send', place, error);
      this.#metrics?.sent.add(1, attributes);
      this.#metrics?.sendDuration.record(seconds, attributes);
    });
    const composed = (record: OutgoingRecord): void =>
      this.#safely(() => void begun?.span.setAttributes(recordAttributes(record)));
    const { correlationId, causationId, call, trace } = scopes.getStore() ?? {};
    const scope = { correlationId, causationId, call, trace: begun?.trace ?? trace };
    try {
      const result = await scopes.run(scope, work, composed);
      end();
      return result;
    } catch (error) {
      end(error);
      throw error;
    }
  }

  /** Calls a handler in a span; what it sends, and its reply, carry the span's trace. */
  process(message: Message, call: Call, how: { group: string; handler: AnyHandler }): unknown {
    const { delivery } = call.work;
    const place = placeOfDelivery(delivery);
    const group = groupAttribute(how.group);
    const begun = this.#begin(() => ({
      operation: 'process',
      kind: kinds.consumer,
      place,
      attributes: { ...group, ...messageAttributes(message), ...deliveryAttributes(delivery) },
      parent: this.#extracted(traceOf(delivery)),
    }));
    if (begun?.trace !== undefined) call.trace = begun.trace;
    const end = this.#timed(begun, (error, seconds) => {
      const attributes = { ...this.#attributes('process', place, error), ...group };
      this.#metrics?.consumed.add(1, attributes);
      this.#metrics?.processDuration.record(seconds, attributes);
      if (message.attempt > 1) this.#metrics?.retries.add(1, attributes);
    });
    // A handler that is given up may never end.
    call.signal.addEventListener('abort', () => end(call.signal.reason), { once: true });
    return this.#ending(end, () => this.#within(begun, () => how.handler(message, call)));
  }

  /** Settles in a span. */
  settle({ delivery, call }: Work, group: string): void {
    const begun = this.#begin(() => ({
      operation: 'settle',
      kind: kinds.client,
      place: placeOfDelivery(delivery),
      attributes: { ...groupAttribute(group), ...deliveryAttributes(delivery) },
      parent: this.#extracted(call?.trace ?? traceOf(delivery)),
    }));
    delivery.settle();
    this.#safely(() => begun?.span.end());
  }

  deadLettered(group: string, reason: string): void {
    const attributes = { ...groupAttribute(group), 'petevents.dead_letter.reason': reason };
    this.#safely(() => this.#metrics?.deadLetters.add(1, attributes));
  }

  duplicate(group: string): void {
    this.#safely(() => this.#metrics?.duplicates.add(1, groupAttribute(group)));
  }

  close(): void {
    this.#safely(() => this.#metrics?.close());
  }

  /** In the span that is active; else in the trace that is carried on; else a new trace begins. */
  #beginSend(place: Place): Begun | undefined {
    return this.#begin(() => {
      const { context, trace } = this.#parts.api;
      const active = context.active();
      const isIn = trace.getSpan(active) !== undefined;
      const parent = isIn ? active : this.#extracted(scopes.getStore()?.trace);
      return { operation: 'send', kind: kinds.producer, place, attributes: {}, parent };
    });
  }

  #begin(subjectOf: () => Subject): Begun | undefined {
    return this.#safely(() => {
      const { operation, kind, place, parent, ...subject } = subjectOf();
      const { trace, propagation } = this.#parts.api;
      const attributes = { ...this.#attributes(operation, place), ...subject.attributes };
      const span = this.#tracer?.startSpan(
        `${operation} ${place.name}`,
        { kind, attributes },
        parent,
      );
      if (span === undefined) return undefined;
      const context = trace.setSpan(parent, span);
      const carrier: Record<string, string> = {};
      propagation.inject(context, carrier);
      return { span, context, trace: traceIn(carrier) };
    });
  }

  #extracted(trace: Trace | undefined): OtelContext {
    const { propagation, ROOT_CONTEXT } = this.#parts.api;
    return trace === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { ...trace });
  }

  #attributes(operation: Subject['operation'], place: Place, error?: unknown): Attributes {
    return {
      'messaging.system': systems[this.#parts.kind],
      'messaging.operation.name': operation,
      'messaging.operation.type': operation,
      ...place.attributes,
      ...(error !== undefined && { 'error.type': errorType(error) }),
    };
  }

  /** Ends the span, once, and notes how long it took in seconds. */
  #timed(
    begun: Begun | undefined,
    note: (error: unknown, seconds: number) => void,
  ): (error?: unknown) => void {
    const { clock } = this.#parts;
    const start = clock.elapsed();
    let over = false;
    return (error) => {
      if (over) return;
      over = true;
      this.#safely(() => note(error, (clock.elapsed() - start) / 1_000));
      this.#safely(() => {
        if (error !== undefined && begun !== undefined) fail(begun.span, error);
      });
      this.#safely(() => begun?.span.end());
    };
  }

  /** What the work gives, when it gives it; `end` hears of it first. */
  #ending(end: (error?: unknown) => void, work: () => unknown): unknown {
    let result: unknown;
    try {
      result = work();
    } catch (error) {
      end(error);
      throw error;
    }
    if (!isPromise(result)) {
      end();
      return result;
    }
    result.then(
      () => end(),
      (error: unknown) => end(error),
    );
    return result;
  }

  /** In the span's context, if that can be had: the work is done, and done once, all the same. */
  #within(begun: Begun | undefined, work: () => unknown): unknown {
    if (begun === undefined) return work();
    let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
    this.#safely(() =>
      this.#parts.api.context.with(begun.context, () => {
        try {
          outcome = { value: work() };
        } catch (error) {
          outcome = { error };
        }
      }),
    );
    return outcome === undefined ? work() : valueOf(outcome);
  }

  #safely<Result>(tell: () => Result): Result | undefined {
    try {
      return tell();
    } catch {
      this.#parts.onError();
      return undefined;
    }
  }
}

const messageAttributes = ({ id, correlationId, type, attempt }: Message): Attributes => ({
  'messaging.message.id': id,
  'messaging.message.conversation_id': correlationId,
  'messaging.message.type': type,
  'messaging.message.delivery_attempt': attempt,
});

const fail = (span: Span, error: unknown): void => {
  const known = error instanceof Error ? error : String(error);
  span.setAttributes({ 'error.type': errorType(error) });
  span.recordException(known);
  span.setStatus({ code: errorStatus, message: typeof known === 'string' ? known : known.message });
};

const valueOf = (outcome: { readonly value: unknown } | { readonly error: unknown }): unknown => {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
};

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';
