import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type {
  Attributes,
  GaugeCallback,
  OpenTelemetry,
  OtelContext,
  Span,
} from '../../templates/runtime/telemetry.js';

/** A span that has ended. */
export interface Ended {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly attributes: Attributes;
  readonly error: string | undefined;
  readonly links: readonly (Ids & { readonly attributes: Attributes })[];
}

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

/** A measurement, with its instrument. */
export interface Point {
  readonly name: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** A context of the recording API: the ids of its span. */
class Context implements OtelContext {
  readonly ids: Ids | undefined;

  constructor(ids?: Ids) {
    this.ids = ids;
  }

  getValue(): undefined {
    return undefined;
  }

  setValue(): this {
    return this;
  }

  deleteValue(): this {
    return this;
  }
}

type Finish = (error: string | undefined, attributes: Attributes) => void;

class RecordedSpan implements Span {
  readonly ids: Ids;
  readonly #attributes: Attributes;
  readonly #finish: Finish;
  #error: string | undefined;

  constructor(ids: Ids, attributes: Attributes, finish: Finish) {
    this.ids = ids;
    this.#attributes = { ...attributes };
    this.#finish = finish;
  }

  setAttributes(attributes: Attributes): void {
    Object.assign(this.#attributes, attributes);
  }

  setStatus({ message = '' }: { message?: string }): void {
    this.#error = message;
  }

  recordException(): void {
    // The status says it.
  }

  end(): void {
    this.#finish(this.#error, this.#attributes);
  }
}

const idsOf = (context: object): Ids | undefined =>
  context instanceof Context ? context.ids : undefined;

export const emptyContext: OtelContext = new Context();

/** OpenTelemetry in small: it behaves as the API with an SDK does, and keeps what it is told. */
export class RecordingTelemetry {
  readonly spans: Ended[] = [];
  readonly points: Point[] = [];
  readonly #active = new AsyncLocalStorage<Context>();
  readonly #gauges = new Map<GaugeCallback, string>();

  /** Asks the gauges. */
  async collect(): Promise<void> {
    for (const [callback, name] of this.#gauges) {
      await callback({
        observe: (value, attributes) => void this.points.push({ name, value, attributes }),
      });
    }
  }

  get gauges(): readonly string[] {
    return [...this.#gauges.values()];
  }

  /** What a counter has counted, or a gauge has seen. */
  values(name: string, group?: string): readonly number[] {
    return this.points
      .filter((point) => point.name === name)
      .filter(({ attributes }) =>
        group === undefined ? true : attributes['messaging.consumer.group.name'] === group,
      )
      .map(({ value }) => value);
  }

  readonly api: OpenTelemetry = {
    ROOT_CONTEXT: new Context(),
    trace: {
      getTracer: () => ({
        startSpan: (name, { kind, attributes, links: given = [] }, context) => {
          const links = given.map((one) => ({ ...one.context, attributes: one.attributes }));
          const parent = idsOf(context);
          const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
          const ids = { traceId, spanId: randomBytes(8).toString('hex') };
          return new RecordedSpan(ids, attributes, (error, all) => {
            const parentId = parent?.spanId;
            this.spans.push({ name, kind, ...ids, parentId, attributes: all, error, links });
          });
        },
      }),
      getSpan: (context) => idsOf(context),
      getSpanContext: (context) => {
        const ids = idsOf(context);
        return ids === undefined ? undefined : { ...ids, traceFlags: 1 };
      },
      setSpan: (_, span) => new Context(span instanceof RecordedSpan ? span.ids : undefined),
    },
    context: {
      active: () => this.#active.getStore() ?? this.api.ROOT_CONTEXT,
      with: (context, work) =>
        context instanceof Context ? this.#active.run(context, work) : work(),
    },
    propagation: {
      inject: (context, carrier) => {
        const ids = idsOf(context);
        if (ids !== undefined) carrier['traceparent'] = `00-${ids.traceId}-${ids.spanId}-01`;
      },
      extract: (context, carrier) => {
        const header: unknown = 'traceparent' in carrier ? carrier.traceparent : undefined;
        if (typeof header !== 'string') return context;
        const [, traceId = '', spanId = ''] = header.split('-');
        return new Context({ traceId, spanId });
      },
    },
    metrics: {
      getMeter: () => ({
        createCounter: (name) => ({ add: this.#note(name) }),
        createHistogram: (name) => ({ record: this.#note(name) }),
        createObservableGauge: (name) => ({
          addCallback: (callback) => void this.#gauges.set(callback, name),
          removeCallback: (callback) => void this.#gauges.delete(callback),
        }),
      }),
    },
  };

  #note(name: string) {
    return (value: number, attributes: Attributes): void => {
      this.points.push({ name, value, attributes });
    };
  }
}
