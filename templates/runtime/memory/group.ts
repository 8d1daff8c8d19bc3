import type { Clock, Timer } from '../core/clock.js';
import type { ConsumeRequest, Headers } from '../core/transport.js';
import type { AddressMatcher } from './address.js';
import type { Matched } from './delivery.js';
import { MemoryDelivery } from './delivery.js';
import { PostponedRecord } from './dead-record.js';
import type { PlannedFaults } from './faults.js';
import { Packet } from './packet.js';

/** One subscription of a group. */
export interface Member {
  readonly request: ConsumeRequest;
  readonly matchers: readonly AddressMatcher[];
  paused: boolean;
  /** Takes no more. */
  stopped: boolean;
  /** Deliveries that it has neither settled nor released. */
  open: number;
}

/** What a group needs of its transport. */
export interface GroupHost {
  readonly clock: Clock;
  /** Deliveries that a group may have open. */
  readonly limit: number;
  /** Payloads go by reference. */
  readonly shared: boolean;
  readonly faults: PlannedFaults;
  bury(delivery: MemoryDelivery, group: string, headers: Headers): Promise<void>;
  /** A delivery was settled: there is room, or all is done. */
  onSettled(): void;
}

/** Lanes stay with one member as long as it has deliveries of them, so that order holds. */
interface Pin {
  member: Member | undefined;
  /** Deliveries of the lane that are not settled. */
  count: number;
}

/** A consumer group: each packet goes to one of its members. */
export class Group {
  readonly name: string;
  readonly host: GroupHost;
  readonly members: Member[] = [];
  /** Publishes that wait for room. */
  waiting = 0;
  readonly #pins = new Map<string, Pin>();
  /** Given back, or from the journal, and not yet with a member. */
  #homeless: MemoryDelivery[] = [];
  /** Deliveries that are not settled, and copies that wait. */
  #open = 0;
  readonly #timers = new Set<Timer>();

  constructor(name: string, host: GroupHost) {
    this.name = name;
    this.host = host;
  }

  get open(): number {
    return this.#open;
  }

  get full(): boolean {
    return this.#open >= this.host.limit;
  }

  /** Without members nothing moves: what is left waits for the next one. */
  get busy(): boolean {
    return this.#open > 0 && this.members.length > 0;
  }

  /** @returns undefined when no member listens to the address */
  match(address: string): Matched | undefined {
    for (const { matchers, request } of this.members) {
      for (const [index, matcher] of matchers.entries()) {
        const source = request.sources[index];
        const params = source === undefined ? undefined : matcher(address);
        if (source !== undefined && params !== undefined) return { source, params };
      }
    }
    return undefined;
  }

  /** Takes a packet; where it goes is decided now. */
  take(packet: Packet, matched: Matched): void {
    this.#open += 1;
    packet.open += 1;
    this.#pin(packet.record.key);
    const delivery = new MemoryDelivery(this, packet, matched);
    const { shuffler } = this.host.faults;
    if (shuffler === undefined) this.#place(delivery);
    else shuffler.add(delivery.lane, () => this.#place(delivery));
  }

  /** Gives a copy to a member after a while. What waits is not settled, for whoever asks. */
  postpone({ packet, source, params }: MemoryDelivery, headers: Headers, wait: number): void {
    const copy = new Packet(new PostponedRecord(packet.record, packet.address, headers));
    packet.open += 1;
    copy.onHandled = () => packet.settled();
    this.#open += 1;
    const timer = this.host.clock.setTimer(() => {
      this.#timers.delete(timer);
      this.#open -= 1;
      this.take(copy, { source, params });
    }, wait);
    this.#timers.add(timer);
  }

  /** What waits is lost. */
  close(): void {
    for (const timer of this.#timers) timer.clear();
    this.#timers.clear();
  }

  join(member: Member): void {
    this.members.push(member);
    this.flush();
  }

  leave(member: Member): void {
    member.stopped = true;
    const index = this.members.indexOf(member);
    if (index !== -1) this.members.splice(index, 1);
    this.flush();
  }

  /** Gives the homeless to members that can take them, in their order. */
  flush(): void {
    const homeless = this.#homeless;
    this.#homeless = [];
    for (const delivery of homeless) this.#place(delivery);
  }

  settled(delivery: MemoryDelivery): void {
    if (this.host.faults.takeAck()) {
      this.released(delivery);
      this.flush();
      return;
    }
    this.#open -= 1;
    this.#unpin(delivery.lane);
    delivery.packet.settled();
    this.host.onSettled();
  }

  released(delivery: MemoryDelivery): void {
    delivery.redelivered = true;
    this.#homeless.push(delivery);
  }

  #place(delivery: MemoryDelivery): void {
    const member = this.#choose(delivery);
    if (member === undefined) this.#homeless.push(delivery);
    else delivery.give(member);
  }

  #choose(delivery: MemoryDelivery): Member | undefined {
    const pin = delivery.lane === undefined ? undefined : this.#pins.get(delivery.lane);
    const pinned = pin?.member;
    // A member that stops still holds some of the lane, until it has left.
    if (pinned !== undefined && this.members.includes(pinned)) {
      return pinned.stopped ? undefined : pinned;
    }
    const member = this.#leastBusy(delivery.address);
    if (pin !== undefined) pin.member = member;
    return member;
  }

  #leastBusy(address: string): Member | undefined {
    const only = this.members[0];
    if (this.members.length === 1 && only !== undefined) return only.stopped ? undefined : only;
    const willing = this.members.filter(
      (member) => !member.stopped && member.matchers.some((match) => match(address) !== undefined),
    );
    const active = willing.filter((member) => !member.paused);
    const [first, ...rest] = active.length > 0 ? active : willing;
    return rest.reduce((best, member) => (best && member.open < best.open ? member : best), first);
  }

  #pin(lane: string | undefined): void {
    if (lane === undefined) return;
    const pin = this.#pins.get(lane);
    if (pin === undefined) this.#pins.set(lane, { member: undefined, count: 1 });
    else pin.count += 1;
  }

  #unpin(lane: string | undefined): void {
    const pin = lane === undefined ? undefined : this.#pins.get(lane);
    if (lane === undefined || pin === undefined) return;
    pin.count -= 1;
    if (pin.count === 0) this.#pins.delete(lane);
  }
}
