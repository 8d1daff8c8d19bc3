/**
 * The part of `@opentelemetry/api` 1.x that we call. Pass the module itself:
 * `import * as otel from '@opentelemetry/api'` and `kafkaBus({ client, telemetry: otel })`.
 */
export interface OpenTelemetry {
  readonly ROOT_CONTEXT: OtelContext;
  readonly trace: {
    getTracer(name: string): Tracer;
    getSpan(context: OtelContext): object | undefined;
    getSpanContext(context: OtelContext): SpanContext | undefined;
    setSpan(context: OtelContext, span: Span): OtelContext;
  };
  readonly context: {
    active(): OtelContext;
    with<Result>(context: OtelContext, work: () => Result): Result;
  };
  readonly propagation: {
    inject(context: OtelContext, carrier: Record<string, string>): void;
    extract(context: OtelContext, carrier: object): OtelContext;
  };
  readonly metrics: { getMeter(name: string): Meter };
}

/** Immutable: `setValue` and `deleteValue` make a new one. */
export interface OtelContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): OtelContext;
  deleteValue(key: symbol): OtelContext;
}

export type Attributes = Record<string, string | number | boolean>;

export interface Tracer {
  startSpan(
    name: string,
    options: { kind: number; attributes: Attributes; links?: SpanLink[] },
    context: OtelContext,
  ): Span;
}

/** Where a span is, to refer to it. */
export interface SpanContext {
  traceId: string;
  spanId: string;
  traceFlags: number;
}

export interface SpanLink {
  context: SpanContext;
  attributes: Attributes;
}

export interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(error: Error | string): void;
  end(): void;
}

export interface Meter {
  createCounter(name: string, options: InstrumentOptions): Counter;
  createHistogram(name: string, options: InstrumentOptions): Histogram;
  createObservableGauge(name: string, options: InstrumentOptions): ObservableGauge;
}

export interface InstrumentOptions {
  description: string;
  unit: string;
}

export interface Counter {
  add(value: number, attributes: Attributes): void;
}

export interface Histogram {
  record(value: number, attributes: Attributes): void;
}

export interface ObservableGauge {
  addCallback(callback: GaugeCallback): void;
  removeCallback(callback: GaugeCallback): void;
}

export type GaugeCallback = (result: {
  observe(value: number, attributes: Attributes): void;
}) => Promise<void>;
