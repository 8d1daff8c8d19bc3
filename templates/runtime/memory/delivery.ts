import type { Delivery, DeliveryInfo, Headers, OutgoingRecord, Source } from '../core/transport.js';
import type { Group, Member } from './group.js';
import { PostponedRecord } from './dead-record.js';
import type { Packet } from './packet.js';

/** A group's copy of a packet, on its way to one member. */
export class MemoryDelivery implements Delivery {
  readonly source: Source;
  readonly params: Readonly<Record<string, string>>;
  readonly lane: string | undefined;
  readonly fallbackId = undefined;
  /** The record says when it was sent. */
  readonly timestamp = undefined;
  redelivered = false;
  readonly packet: Packet;
  readonly #group: Group;
  #member: Member | undefined;

  constructor(group: Group, packet: Packet, matched: Matched) {
    this.#group = group;
    this.packet = packet;
    this.source = matched.source;
    this.params = matched.params;
    this.lane = packet.record.key;
  }

  get address(): string {
    return this.packet.address;
  }

  get key(): string | undefined {
    return this.packet.record.key;
  }

  get headers(): Headers {
    return this.packet.record.headers;
  }

  get body(): Uint8Array {
    return this.packet.record.body;
  }

  get record(): OutgoingRecord {
    return this.packet.record;
  }

  get value(): { readonly payload: unknown } {
    const { record } = this.packet;
    return this.#group.host.shared ? record : { payload: record.copy?.() };
  }

  get trusted(): boolean {
    return this.#group.host.shared;
  }

  get info(): DeliveryInfo {
    return { transport: 'memory', address: this.packet.address };
  }

  get postponed(): number | undefined {
    return this.packet.record instanceof PostponedRecord ? 0 : undefined;
  }

  get epoch(): object {
    return this.#member ?? this;
  }

  get member(): Member | undefined {
    return this.#member;
  }

  /** Hands it to a member, which settles or releases it. */
  give(member: Member): void {
    this.#member = member;
    member.open += 1;
    member.request.deliver(this);
  }

  settle(): void {
    if (this.#leaveMember()) this.#group.settled(this);
  }

  release(): void {
    if (this.#leaveMember()) this.#group.released(this);
  }

  deadLetter(headers: Headers): Promise<void> {
    return this.#group.host.bury(this, this.#group.name, headers);
  }

  async postpone(headers: Headers, wait: number): Promise<boolean> {
    this.#group.postpone(this, headers, wait);
    return true;
  }

  /** False when it was settled or released before. */
  #leaveMember(): boolean {
    if (this.#member === undefined) return false;
    this.#member.open -= 1;
    this.#member = undefined;
    return true;
  }
}

/** How a packet's address fits a source. */
export interface Matched {
  readonly source: Source;
  readonly params: Readonly<Record<string, string>>;
}
