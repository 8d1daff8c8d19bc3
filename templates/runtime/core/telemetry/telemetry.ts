import type { Attributes } from '../../telemetry.js';
import type { Message } from '../../types.js';
import type { Trace } from '../envelope/trace.js';
import { traceOf } from '../envelope/trace.js';
import type { Call } from '../receive/call.js';
import type { AnyHandler } from '../receive/routes.js';
import type { Work } from '../receive/work.js';
import { scopes } from '../scope.js';
import type { Draft } from '../send/compose.js';
import type { OutgoingRecord } from '../transport.js';
import {
  deliveryAttributes,
  kinds,
  placeOfDeliveries,
  placeOfDelivery,
  placeOfDraft,
  recordAttributes,
} from './attributes.js';
import type { Place } from './attributes.js';
import type { Consumer } from './metrics.js';
import { groupAttribute, Metrics } from './metrics.js';
import type { Begun, SpanParts } from './spans.js';
import { instrumentation, Spans } from './spans.js';

export interface TelemetryParts extends SpanParts {
  readonly consumers: () => Iterable<Consumer>;
}

const failedMessages = 'petevents.batch.failed_messages';

/** A call of a handler of batches, as far as spans need to know it. */
export interface BatchCalled {
  readonly group: string;
  readonly messages: readonly { readonly message: Message; readonly work: Work }[];
  readonly signal: AbortSignal;
  /** What the handler said of single messages, once it ended. */
  readonly failures: () => Iterable<unknown>;
  /** The trace of what the handler sends. */
  readonly within: (trace: Trace) => void;
}

/** What a bus tells OpenTelemetry. Whatever goes wrong there is counted and changes no fate. */
export class Telemetry {
  readonly #parts: TelemetryParts;
  readonly #spans: Spans;
  readonly #metrics: Metrics | undefined;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
    this.#spans = new Spans(parts);
    this.#metrics = this.#spans.safely(
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
    const end = this.#spans.timed(begun, (error, seconds) => {
      const attributes = this.#spans.attributes('send', place, error);
      this.#metrics?.sent.add(1, attributes);
      this.#metrics?.sendDuration.record(seconds, attributes);
    });
    const composed = (record: OutgoingRecord): void =>
      this.#spans.safely(() => void begun?.span.setAttributes(recordAttributes(record)));
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
    const begun = this.#spans.begin(() => ({
      operation: 'process',
      kind: kinds.consumer,
      place,
      attributes: { ...group, ...messageAttributes(message), ...deliveryAttributes(delivery) },
      parent: this.#spans.extracted(traceOf(delivery)),
    }));
    if (begun?.trace !== undefined) call.trace = begun.trace;
    const end = this.#spans.timed(begun, (error, seconds) => {
      const attributes = { ...this.#spans.attributes('process', place, error), ...group };
      this.#metrics?.consumed.add(1, attributes);
      this.#metrics?.processDuration.record(seconds, attributes);
      if (message.attempt > 1) this.#metrics?.retries.add(1, attributes);
    });
    // A handler that is given up may never end.
    call.signal.addEventListener('abort', () => end(call.signal.reason), { once: true });
    return this.#spans.ending(end, () =>
      this.#spans.within(begun, () => how.handler(message, call)),
    );
  }

  /**
   * Calls a handler of batches in a span. A batch has no trace to be in: its messages have one each,
   * to which it is linked.
   */
  processBatch(called: BatchCalled, work: () => unknown): unknown {
    const { messages, signal } = called;
    const place = placeOfDeliveries(messages.map((one) => one.work.delivery));
    const group = groupAttribute(called.group);
    const count = { 'messaging.batch.message_count': messages.length };
    const begun = this.#spans.begin(() => ({
      operation: 'process',
      kind: kinds.consumer,
      place,
      attributes: { ...group, ...count },
      parent: this.#parts.api.ROOT_CONTEXT,
      links: messages.flatMap(({ message, work: { delivery } }) =>
        this.#spans.linkTo(traceOf(delivery), {
          ...messageAttributes(message),
          ...deliveryAttributes(delivery),
        }),
      ),
    }));
    if (begun?.trace !== undefined) called.within(begun.trace);
    const end = this.#spans.timed(begun, (error, seconds) => {
      const failed = error === undefined ? [...called.failures()] : messages.map(() => error);
      if (failed.length > 0) begun?.span.setAttributes({ [failedMessages]: failed.length });
      const attributesOf = (cause?: unknown): Attributes => ({
        ...this.#spans.attributes('process', place, cause),
        ...group,
      });
      const handled = messages.length - failed.length;
      if (handled > 0) this.#metrics?.consumed.add(handled, attributesOf());
      for (const cause of failed) this.#metrics?.consumed.add(1, attributesOf(cause));
      this.#metrics?.processDuration.record(seconds, attributesOf(error));
      const again = messages.filter(({ message }) => message.attempt > 1).length;
      if (again > 0) this.#metrics?.retries.add(again, attributesOf(error));
    });
    signal.addEventListener('abort', () => end(signal.reason), { once: true });
    return this.#spans.ending(end, () => this.#spans.within(begun, work));
  }

  /** Settles in a span; after a batch, whose trace is another, with a link to the message's own. */
  settle({ delivery, call }: Work, group: string): void {
    const begun = this.#spans.begin(() => {
      const own = traceOf(delivery);
      return {
        operation: 'settle',
        kind: kinds.client,
        place: placeOfDelivery(delivery),
        attributes: { ...groupAttribute(group), ...deliveryAttributes(delivery) },
        parent: this.#spans.extracted(call?.trace ?? own),
        links: own === undefined || isWithin(own, call?.trace) ? [] : this.#spans.linkTo(own, {}),
      };
    });
    delivery.settle();
    this.#spans.safely(() => begun?.span.end());
  }

  deadLettered(group: string, reason: string): void {
    const attributes = { ...groupAttribute(group), 'petevents.dead_letter.reason': reason };
    this.#spans.safely(() => this.#metrics?.deadLetters.add(1, attributes));
  }

  duplicate(group: string): void {
    this.#spans.safely(() => this.#metrics?.duplicates.add(1, groupAttribute(group)));
  }

  close(): void {
    this.#spans.safely(() => this.#metrics?.close());
  }

  /** In the span that is active; else in the trace that is carried on; else a new trace begins. */
  #beginSend(place: Place): Begun | undefined {
    return this.#spans.begin(() => {
      const { context, trace } = this.#parts.api;
      const active = context.active();
      const isIn = trace.getSpan(active) !== undefined;
      const parent = isIn ? active : this.#spans.extracted(scopes.getStore()?.trace);
      return { operation: 'send', kind: kinds.producer, place, attributes: {}, parent };
    });
  }
}

const messageAttributes = ({ id, correlationId, type, attempt }: Message): Attributes => ({
  'messaging.message.id': id,
  'messaging.message.conversation_id': correlationId,
  'messaging.message.type': type,
  'messaging.message.delivery_attempt': attempt,
});

/** Whether two traces are one; without another there is no other. */
const isWithin = (own: Trace, other: Trace | undefined): boolean =>
  other === undefined || other.traceparent.split('-')[1] === own.traceparent.split('-')[1];
