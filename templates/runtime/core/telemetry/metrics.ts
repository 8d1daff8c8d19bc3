import type { Attributes, Counter, GaugeCallback, Histogram, Meter } from '../../telemetry.js';

/** A consumer group, as gauges look at it. */
export interface Consumer {
  readonly group: string;
  readonly inFlight: number;
  /** `undefined` while it does not receive. */
  messagesBehind(): Promise<number | undefined>;
}

/** The instruments of a bus. Whoever uses them keeps their faults from the messages. */
export class Metrics {
  readonly sent: Counter;
  readonly consumed: Counter;
  readonly sendDuration: Histogram;
  readonly processDuration: Histogram;
  readonly retries: Counter;
  readonly deadLetters: Counter;
  readonly duplicates: Counter;
  /** Ends what looks at consumers now and then. */
  readonly close: () => void;

  constructor(meter: Meter, consumers: () => Iterable<Consumer>) {
    const counter = (name: string, unit: string, description: string): Counter =>
      meter.createCounter(name, { unit, description });
    this.sent = counter('messaging.client.sent.messages', '{message}', 'Messages sent.');
    this.consumed = counter('messaging.client.consumed.messages', '{message}', 'Handler calls.');
    const seconds = (name: string, description: string): Histogram =>
      meter.createHistogram(name, { unit: 's', description });
    this.sendDuration = seconds('messaging.client.operation.duration', 'Until the confirm.');
    this.processDuration = seconds('messaging.process.duration', 'Of a handler call.');
    this.retries = counter('petevents.consumer.retries', '{call}', 'Calls after the first.');
    this.deadLetters = counter('petevents.consumer.dead_letters', '{message}', 'Given up.');
    this.duplicates = counter('petevents.consumer.duplicates', '{message}', 'Known to the inbox.');
    this.close = observe(meter, consumers);
  }
}

/** @returns the function that ends it */
const observe = (meter: Meter, consumers: () => Iterable<Consumer>): (() => void) => {
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(name, { unit: '{message}', description });
  const lag = gauge('petevents.consumer.lag', 'Sent to the group and not settled.');
  const inFlight = gauge('petevents.consumer.inflight', 'Handlers that run.');
  const observeLag: GaugeCallback = async (result) => {
    for (const one of consumers()) {
      const messages = await one.messagesBehind().catch(() => undefined);
      if (messages !== undefined) result.observe(messages, groupAttribute(one.group));
    }
  };
  const observeInFlight: GaugeCallback = async (result) => {
    for (const one of consumers()) result.observe(one.inFlight, groupAttribute(one.group));
  };
  lag.addCallback(observeLag);
  inFlight.addCallback(observeInFlight);
  return () => {
    lag.removeCallback(observeLag);
    inFlight.removeCallback(observeInFlight);
  };
};

export const groupAttribute = (group: string): Attributes => ({
  'messaging.consumer.group.name': group,
});
