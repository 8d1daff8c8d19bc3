import type {
  Attributes,
  OpenTelemetry,
  OtelContext,
  Span,
  SpanLink,
  Tracer,
} from '../../telemetry.js';
import type { BusKind } from '../../types.js';
import type { Clock } from '../clock.js';
import type { Trace } from '../envelope/trace.js';
import { traceIn } from '../envelope/trace.js';
import { errorType, systems } from './attributes.js';
import type { Place } from './attributes.js';

export const instrumentation = 'petevents';
const errorStatus = 2;

export interface SpanParts {
  readonly api: OpenTelemetry;
  readonly kind: BusKind;
  readonly clock: Clock;
  /** Hears that the telemetry threw, which changes nothing else (test X10). */
  readonly onError: () => void;
}

/** What a span is about. */
export interface Subject {
  readonly operation: 'send' | 'process' | 'settle';
  readonly kind: number;
  readonly place: Place;
  readonly attributes: Attributes;
  /** The context that it is in; a trace in headers where there is no other. */
  readonly parent: OtelContext;
  readonly links?: SpanLink[];
}

/** A span under way. */
export interface Begun {
  readonly span: Span;
  readonly context: OtelContext;
  /** For what is sent in it. */
  readonly trace: Trace | undefined;
}

/** Begins and ends spans. Whatever goes wrong there is counted, and the work is done all the same. */
export class Spans {
  readonly #parts: SpanParts;
  readonly #tracer: Tracer | undefined;

  constructor(parts: SpanParts) {
    this.#parts = parts;
    this.#tracer = this.safely(() => parts.api.trace.getTracer(instrumentation));
  }

  begin(subjectOf: () => Subject): Begun | undefined {
    return this.safely(() => {
      const { operation, kind, place, parent, links = [], ...subject } = subjectOf();
      const { trace, propagation } = this.#parts.api;
      const attributes = { ...this.attributes(operation, place), ...subject.attributes };
      const span = this.#tracer?.startSpan(
        `${operation} ${place.name}`,
        links.length === 0 ? { kind, attributes } : { kind, attributes, links },
        parent,
      );
      if (span === undefined) return undefined;
      const context = trace.setSpan(parent, span);
      const carrier: Record<string, string> = {};
      propagation.inject(context, carrier);
      return { span, context, trace: traceIn(carrier) };
    });
  }

  linkTo(trace: Trace | undefined, attributes: Attributes): SpanLink[] {
    const context = trace && this.#parts.api.trace.getSpanContext(this.extracted(trace));
    return context === undefined ? [] : [{ context, attributes }];
  }

  extracted(trace: Trace | undefined): OtelContext {
    const { propagation, ROOT_CONTEXT } = this.#parts.api;
    return trace === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { ...trace });
  }

  attributes(operation: Subject['operation'], place: Place, error?: unknown): Attributes {
    return {
      'messaging.system': systems[this.#parts.kind],
      'messaging.operation.name': operation,
      'messaging.operation.type': operation,
      ...place.attributes,
      ...(error !== undefined && { 'error.type': errorType(error) }),
    };
  }

  /** Ends the span, once, and notes how long it took in seconds. */
  timed(
    begun: Begun | undefined,
    note: (error: unknown, seconds: number) => void,
  ): (error?: unknown) => void {
    const { clock } = this.#parts;
    const start = clock.elapsed();
    let over = false;
    return (error) => {
      if (over) return;
      over = true;
      this.safely(() => note(error, (clock.elapsed() - start) / 1_000));
      this.safely(() => {
        if (error !== undefined && begun !== undefined) fail(begun.span, error);
      });
      this.safely(() => begun?.span.end());
    };
  }

  /** What the work gives, when it gives it; `end` hears of it first. */
  ending(end: (error?: unknown) => void, work: () => unknown): unknown {
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
  within(begun: Begun | undefined, work: () => unknown): unknown {
    if (begun === undefined) return work();
    let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;
    this.safely(() =>
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

  safely<Result>(tell: () => Result): Result | undefined {
    try {
      return tell();
    } catch {
      this.#parts.onError();
      return undefined;
    }
  }
}

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
