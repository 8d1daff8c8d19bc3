import type { ChannelContract } from '../contract.js';
import type { Delivery, DeliveryInfo, Headers, OutgoingRecord, Source } from '../core/transport.js';
import type { Packet } from './packet.js';

const none: Readonly<Record<string, string>> = Object.freeze({});

/** A reply in an inbox: nothing settles it, nobody tries it twice. */
export class InboxDelivery implements Delivery {
  readonly source: Source;
  readonly address: string;
  readonly params = none;
  readonly key: string | undefined;
  readonly headers: Headers;
  readonly value: { readonly payload: unknown };
  readonly timestamp = undefined;
  readonly lane = undefined;
  readonly redelivered = false;
  readonly fallbackId = undefined;
  readonly info: DeliveryInfo;
  readonly epoch: object = this;
  readonly #packet: Packet;

  constructor(packet: Packet, channel: ChannelContract | undefined, shared: boolean) {
    const { record, address } = packet;
    this.#packet = packet;
    this.source = {
      title: '',
      channel: channel ?? { id: address, address, messages: [record.message] },
      others: [],
      params: none,
      bindings: undefined,
      maxAttempts: 1,
      deadLetter: undefined,
    };
    this.address = address;
    this.key = record.key;
    this.headers = record.headers;
    this.value = shared ? record : { payload: record.copy?.() };
    this.info = { transport: 'memory', address };
  }

  get body(): Uint8Array {
    return this.#packet.record.body;
  }

  get record(): OutgoingRecord {
    return this.#packet.record;
  }

  settle(): void {
    // Nothing is kept of it.
  }

  release(): void {
    // Nobody else could take it.
  }

  async deadLetter(): Promise<void> {
    // A reply that cannot be read is the requester's error.
  }
}
