import { deadLetterTarget } from '../core/dead-letter-target.js';
import { randomUUID } from 'node:crypto';
import { PublishError, UnroutableError } from '../errors.js';
import type { Outcome } from '../errors.js';
import type {
  ConsumeRequest,
  DeadLetterCursor,
  DeadLetterRequest,
  Delivery,
  Headers,
  Intake,
  OutgoingRecord,
  ReplyInbox,
  ReplyRequest,
  Transport,
  TransportHost,
} from '../core/transport.js';
import { matcherOf } from './address.js';
import { MemoryDeadLetters } from './dead-letters.js';
import type { Buried, DeadLetter } from './dead-letters.js';
import { DeadRecord, RedrivenRecord } from './dead-record.js';
import type { Matched, MemoryDelivery } from './delivery.js';
import { Group } from './group.js';
import type { Member } from './group.js';
import { InboxDelivery } from './inbox-delivery.js';
import { Packet, storedMessage } from './packet.js';
import type { StoredMessage } from './packet.js';
import { Ring } from './ring.js';

export interface MemoryTransportOptions {
  readonly confirm: 'accepted' | 'handled';
  readonly shared: boolean;
  /** Messages that a group may have open. */
  readonly queue: number;
  readonly journal: number;
  readonly deadLetters: number;
  readonly onUnrouted: () => void;
}

interface Route {
  readonly group: Group;
  readonly matched: Matched;
}

interface Blocked {
  readonly packet: Packet;
  /** Stores it: there is room now. */
  readonly enter: () => void;
}

const maxCachedAddresses = 10_000;

/** The broker that is none: groups, queues and a journal in this process. */
export class MemoryTransport implements Transport {
  readonly kind = 'memory';
  readonly carriesValues: boolean;
  readonly #options: MemoryTransportOptions;
  readonly #groups = new Map<string, Group>();
  readonly #inboxes = new Map<string, Set<ReplyRequest>>();
  readonly #journal: Ring<OutgoingRecord>;
  readonly #dead: Ring<Buried>;
  readonly #blocked = new Set<Blocked>();
  readonly #faults: Outcome[] = [];
  #routes = new Map<string, readonly Route[]>();
  #waiting: (() => void)[] = [];
  #host: TransportHost | undefined;

  constructor(options: MemoryTransportOptions) {
    this.#options = options;
    this.carriesValues = options.shared;
    this.#journal = new Ring(options.journal);
    this.#dead = new Ring(options.deadLetters);
  }

  start(host: TransportHost): void {
    this.#host = host;
  }

  async connect(): Promise<void> {
    this.#host?.status('ready');
  }

  /** @throws UnroutableError, or the fault that a test asked for */
  accept(record: OutgoingRecord): boolean {
    if (this.#options.confirm === 'handled' || this.#faults.length > 0) return false;
    const packet = new Packet(record);
    if (!this.#hasRoom(packet)) return false;
    this.#store(packet);
    return true;
  }

  async publish(record: OutgoingRecord, signal?: AbortSignal): Promise<void> {
    const fault = this.#faults.shift();
    if (fault === 'not-sent') throw new PublishError('a fault for a test', fault);
    const packet = new Packet(record);
    const handled = this.#options.confirm === 'handled' ? whenHandled(packet) : undefined;
    if (this.#hasRoom(packet)) this.#store(packet);
    else await this.#waitForRoom(packet, signal);
    if (fault !== undefined) throw new PublishError('a fault for a test', fault);
    if (packet.open > 0) await unlessAborted(handled, signal);
  }

  async consume(request: ConsumeRequest): Promise<Intake> {
    this.#host?.status('ready');
    const matchers = request.sources.map(({ channel, params }) => matcherOf(channel, params));
    const member: Member = { request, matchers, paused: false, stopped: false, open: 0 };
    const known = this.#groups.get(request.group);
    const group = known ?? this.#newGroup(request.group);
    group.join(member);
    this.#routes = new Map();
    if (known === undefined && request.from === 'earliest') this.#replayInto(group);
    return this.#intake(group, member);
  }

  async openReplies(request: ReplyRequest): Promise<ReplyInbox> {
    this.#host?.status('ready');
    const address = request.channel?.address ?? `inbox.${randomUUID()}`;
    const inboxes = this.#inboxes.get(address) ?? new Set();
    this.#inboxes.set(address, inboxes.add(request));
    return {
      address,
      close: async () => {
        inboxes.delete(request);
        if (inboxes.size === 0) this.#inboxes.delete(address);
      },
    };
  }

  /** Resolves when every message is settled and no publish waits. */
  settled(): Promise<void> {
    if (!this.#busy()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  async close(): Promise<void> {
    this.#groups.clear();
    this.#inboxes.clear();
    this.#routes.clear();
  }

  /** What was published, oldest first. */
  published(operation: string): StoredMessage[] {
    return this.#journal
      .list()
      .filter((record) => record.operation === operation)
      .map(storedMessage);
  }

  deadLetters(group?: string): DeadLetter[] {
    const letters = this.#dead.list().map(({ letter }) => letter);
    return letters.filter((one) => group === undefined || one.group === group);
  }

  async openDeadLetters({ group }: DeadLetterRequest): Promise<DeadLetterCursor> {
    const mine = this.#dead.list().filter(({ letter }) => letter.group === group);
    return new MemoryDeadLetters(mine, (buried, headers) => this.#redrive(buried, headers));
  }

  failNextPublish(outcome: Outcome): void {
    this.#faults.push(outcome);
  }

  #newGroup(name: string): Group {
    const { queue, shared } = this.#options;
    const group = new Group(name, {
      limit: queue,
      shared,
      bury: (delivery, by, headers) => this.#bury(delivery, by, headers),
      onSettled: () => this.#onSettled(),
    });
    this.#groups.set(name, group);
    return group;
  }

  #intake(group: Group, member: Member): Intake {
    return {
      pause: () => {
        member.paused = true;
      },
      resume: () => {
        member.paused = false;
      },
      stop: async () => {
        member.stopped = true;
      },
      close: async () => {
        group.leave(member);
        this.#routes = new Map();
        this.#onSettled();
      },
    };
  }

  #routesOf(address: string): readonly Route[] {
    let routes = this.#routes.get(address);
    if (routes === undefined) {
      routes = [...this.#groups.values()].flatMap((group) => {
        const matched = group.match(address);
        return matched === undefined ? [] : [{ group, matched }];
      });
      if (this.#routes.size >= maxCachedAddresses) this.#routes.clear();
      this.#routes.set(address, routes);
    }
    return routes;
  }

  /** In no queue of its is it the first that must wait, or behind one that does. */
  #hasRoom(packet: Packet): boolean {
    for (const { group } of this.#routesOf(packet.address)) {
      if (group.full || group.waiting > 0) return false;
    }
    return true;
  }

  /** @throws UnroutableError */
  #store(packet: Packet): void {
    const routes = this.#routesOf(packet.address);
    const inboxes = this.#inboxes.get(packet.address);
    if (routes.length === 0 && inboxes === undefined) this.#unrouted(packet);
    for (const { group, matched } of routes) group.take(packet, matched);
    for (const inbox of inboxes ?? []) inbox.deliver(this.#reply(packet, inbox));
    this.#journal.push(packet.record);
  }

  #reply(packet: Packet, { channel }: ReplyRequest): Delivery {
    return new InboxDelivery(packet, channel, this.#options.shared);
  }

  #unrouted({ record, address }: Packet): void {
    const { target } = record;
    if (target.to === 'inbox' || target.mandatory) {
      throw new UnroutableError(`nobody listens to ${address}`);
    }
    this.#options.onUnrouted();
  }

  #waitForRoom(packet: Packet, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const groups = this.#routesOf(packet.address).map(({ group }) => group);
      const leave = (): void => {
        this.#blocked.delete(blocked);
        for (const group of groups) group.waiting -= 1;
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        leave();
        reject(new PublishError('the queue is full', 'not-sent', { cause: signal?.reason }));
        this.#onSettled();
      };
      const enter = (): void => {
        leave();
        try {
          this.#store(packet);
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const blocked = { packet, enter };
      this.#blocked.add(blocked);
      for (const group of groups) group.waiting += 1;
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Lets in what waited, first come, first served for each group. */
  #admit(): void {
    const taken = new Set<Group>();
    for (const blocked of this.#blocked) {
      const groups = this.#routesOf(blocked.packet.address).map(({ group }) => group);
      if (groups.some((group) => group.full || taken.has(group))) {
        for (const group of groups) taken.add(group);
        if (taken.size >= this.#groups.size) return;
      } else {
        blocked.enter();
      }
    }
  }

  #onSettled(): void {
    if (this.#blocked.size > 0) this.#admit();
    if (this.#waiting.length === 0 || this.#busy()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #busy(): boolean {
    if (this.#blocked.size > 0) return true;
    for (const group of this.#groups.values()) if (group.busy) return true;
    return false;
  }

  /** @throws UnroutableError when who listens to the dead letters has no room for one more */
  #bury(delivery: MemoryDelivery, group: string, headers: Headers): void {
    const { packet, source } = delivery;
    const standard = `${group}.${packet.address}`;
    const queue = deadLetterTarget(source.deadLetter ?? '{queue}.dlq', (name) =>
      name === 'queue' ? standard : delivery.params[name],
    );
    if (source.deadLetter !== undefined) this.#forwardDead(packet, queue, headers);
    const { record } = packet;
    const letter = { ...storedMessage(record), group, queue, headers, body: record.body };
    const full = this.#dead.push({ letter, delivery });
    if (full) this.#host?.log.warn({ queue }, 'too many dead letters, the oldest is gone');
  }

  /** To its group alone: others have handled it, or buried it themselves. */
  #redrive(buried: Buried, headers: Headers): void {
    const { packet, source, params } = buried.delivery;
    const record = new RedrivenRecord(packet.record, packet.address, headers);
    this.#groups.get(buried.letter.group)?.take(new Packet(record), { source, params });
    this.#dead.remove(buried);
  }

  /**
   * `x-dead-letter` may name an address that somebody subscribes to. What is dead already goes no
   * further: an address like `{queue}` matches that of its own dead letters.
   */
  #forwardDead({ record }: Packet, address: string, headers: Headers): void {
    if (record instanceof DeadRecord) return;
    const routes = this.#routesOf(address);
    if (routes.length === 0) return;
    const packet = new Packet(new DeadRecord(record, address, headers));
    if (!this.#hasRoom(packet)) throw new UnroutableError(`the queue of ${address} is full`);
    for (const { group, matched } of routes) group.take(packet, matched);
  }

  #replayInto(group: Group): void {
    for (const record of this.#journal.list()) {
      const packet = new Packet(record);
      const matched = group.match(packet.address);
      if (matched !== undefined) group.take(packet, matched);
    }
  }
}

const whenHandled = (packet: Packet): Promise<void> =>
  new Promise((resolve) => {
    packet.onHandled = resolve;
  });

/** The bus has the message already, so giving up leaves the outcome unknown. */
const unlessAborted = (
  work: Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> | undefined => {
  if (work === undefined || signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new PublishError('not handled in time', 'unknown', { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });
};
