import type { Delivery, DeliveryInfo, Headers, Source } from '../transport.js';
import { own } from '../own.js';
import type { Unwrapped } from './in-body.js';
import { unwrapCloudEvent, unwrapOwn } from './in-body.js';

/** Where a client has the envelope. */
export type EnvelopeKind = 'headers' | 'cloudevents' | 'body';

/**
 * The delivery as if its envelope stood in its headers. CloudEvents in structured mode are known by
 * their media type; our own envelope is looked for only by clients that write it.
 */
export const unwrap = (delivery: Delivery, kind: EnvelopeKind): Delivery => {
  try {
    const { headers } = delivery;
    const type = own(headers, 'content-type');
    const isEvent = typeof type === 'string' && structured.test(type);
    if (!isEvent && kind !== 'body') return delivery;
    const read = isEvent ? unwrapCloudEvent : unwrapOwn;
    const content = read(headers, delivery.body);
    return content === undefined ? delivery : new UnwrappedDelivery(delivery, content);
  } catch {
    // A body that cannot even be had, as it cannot be inflated: whoever reads it says so.
    return delivery;
  }
};

const structured = /^application\/cloudevents\+json\s*(?:;|$)/i;

/** All but the envelope and the payload is the original's. */
class UnwrappedDelivery implements Delivery {
  readonly original: Delivery;
  readonly #content: Unwrapped;

  constructor(original: Delivery, content: Unwrapped) {
    this.original = original;
    this.#content = content;
  }

  get source(): Source {
    return this.original.source;
  }

  get address(): string {
    return this.original.address;
  }

  get foreign(): boolean {
    return this.original.foreign === true;
  }

  get params(): Delivery['params'] {
    return this.original.params;
  }

  get key(): string | undefined {
    return this.original.key ?? this.#content.key;
  }

  get headers(): Headers {
    return this.#content.headers;
  }

  get body(): Uint8Array {
    return this.#content.body;
  }

  get value(): { readonly payload: unknown } | undefined {
    return this.#content.value();
  }

  get timestamp(): number | undefined {
    return this.original.timestamp;
  }

  get lane(): string | undefined {
    return this.original.lane;
  }

  get redelivered(): boolean {
    return this.original.redelivered;
  }

  get fallbackId(): string | undefined {
    return this.original.fallbackId;
  }

  get info(): DeliveryInfo {
    return this.original.info;
  }

  get epoch(): object {
    return this.original.epoch;
  }

  get postponed(): number | undefined {
    return this.original.postponed;
  }

  settle(): void {
    this.original.settle();
  }

  release(): void {
    this.original.release();
  }

  deadLetter(headers: Headers): Promise<void> {
    return this.original.deadLetter(headers);
  }

  async postpone(headers: Headers, wait: number): Promise<boolean> {
    return (await this.original.postpone?.(headers, wait)) ?? false;
  }
}
