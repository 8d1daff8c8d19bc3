import { setMaxListeners } from 'node:events';
import type { Clock } from '../core/clock.js';
import type { DeadLetterStore } from '../core/dead-letters/store.js';
import { ClosedError, PublishError, UnroutableError } from '../errors.js';
import type { Outcome } from '../errors.js';
import type {
  Cancel,
  ConsumeRequest,
  DeadLetterCursor,
  DeadLetterRequest,
  Intake,
  OutgoingRecord,
  ReplayCursor,
  ReplayRequest,
  ReplyInbox,
  ReplyRequest,
  Transport,
  TransportHost,
} from '../core/transport.js';
import { matcherOf } from './address.js';
import type { DeadLetter } from './dead-letters.js';
import { PlannedFaults } from './faults.js';
import { Graveyard } from './graveyard.js';
import type { Group, GroupHost, Member } from './group.js';
import { unlessAborted, whenHandled } from './handled.js';
import { MemoryInboxes } from './inboxes.js';
import { Journal } from './journal.js';
import { Packet, storedMessage } from './packet.js';
import type { StoredMessage } from './packet.js';
import { MemoryReplay } from './replay.js';
import { Router } from './router.js';
import { WaitingRoom } from './waiting-room.js';

export interface MemoryTransportOptions {
  readonly clock: Clock;
  readonly confirm: 'accepted' | 'handled';
  readonly shared: boolean;
  /** Messages that a group may have open. */
  readonly queue: number;
  readonly journal: number;
  /** How many are kept, or where. */
  readonly deadLetters: number | DeadLetterStore;
  readonly onUnrouted: () => void;
}

/** The broker that is none: groups, queues and a journal in this process. */
export class MemoryTransport implements Transport {
  readonly kind = 'memory';
  readonly carries: 'copies' | 'value';
  readonly #options: MemoryTransportOptions;
  readonly #router = new Router();
  readonly #inboxes: MemoryInboxes;
  readonly #waitingRoom: WaitingRoom;
  readonly #end = new AbortController();
  readonly #graveyard: Graveyard;
  readonly #journal: Journal;
  readonly faults = new PlannedFaults();
  readonly #groupHost: GroupHost;
  #onQuiet: (() => void)[] = [];
  #host: TransportHost | undefined;

  constructor(options: MemoryTransportOptions) {
    this.#options = options;
    this.carries = options.shared ? 'value' : 'copies';
    this.#inboxes = new MemoryInboxes(options.shared);
    this.#journal = new Journal(options.journal);
    this.#waitingRoom = new WaitingRoom({
      router: this.#router,
      store: (packet) => this.#store(packet),
      onLeft: () => this.#onSettled(),
    });
    this.#graveyard = new Graveyard({
      kept: options.deadLetters,
      router: this.#router,
      log: () => this.#host?.log,
    });
    this.#groupHost = {
      clock: options.clock,
      limit: options.queue,
      shared: options.shared,
      faults: this.faults,
      bury: (delivery, group, headers) => this.#graveyard.bury(delivery, group, headers),
      onSettled: () => this.#onSettled(),
    };
  }

  start(host: TransportHost): void {
    // Each publish that waits for its handlers listens; Node would warn of more than ten.
    setMaxListeners(0, this.#end.signal);
    this.#host = host;
  }

  async connect(): Promise<void> {
    this.#host?.status('ready');
  }

  /** @throws UnroutableError */
  accept(record: OutgoingRecord): boolean {
    if (this.#options.confirm === 'handled' || this.faults.failsPublish) return false;
    const packet = new Packet(record);
    if (!this.#router.hasRoom(packet.address)) return false;
    this.#store(packet);
    return true;
  }

  /** @throws UnroutableError, PublishError: in time, or the fault that a test asked for */
  publish(record: OutgoingRecord, signal?: Cancel): Promise<void> {
    const fault = this.faults.takeOutcome();
    if (fault === undefined && this.#options.confirm === 'accepted') {
      return this.#enter(new Packet(record), signal);
    }
    return this.#publishSlowly(record, fault, signal);
  }

  async consume(request: ConsumeRequest): Promise<Intake> {
    this.#host?.status('ready');
    const matchers = request.sources.map(matcherOf);
    const member: Member = { request, matchers, paused: false, stopped: false, open: 0 };
    const known = this.#router.find(request.group);
    const group = known ?? this.#router.add(request.group, this.#groupHost);
    group.join(member);
    this.#router.forget();
    if (known === undefined && request.from === 'earliest') this.#replayInto(group);
    return this.#intake(group, member);
  }

  async openReplies(request: ReplyRequest): Promise<ReplyInbox> {
    this.#host?.status('ready');
    return this.#inboxes.open(request);
  }

  async openReplay(request: ReplayRequest): Promise<ReplayCursor> {
    return new MemoryReplay(this.#journal.list(), request, this.#options.shared);
  }

  /** Resolves when every message is settled and no publish waits. */
  settled(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onQuiet.push(resolve);
    });
  }

  abandon(): void {
    this.#end.abort(new ClosedError('the bus is closed'));
  }

  get #noMore(): Cancel {
    return this.#end.signal;
  }

  async close(): Promise<void> {
    this.#router.clear();
    this.#inboxes.clear();
    await this.#graveyard.close();
  }

  /** What was published, oldest first. */
  published(operation: string): StoredMessage[] {
    return this.#journal
      .list()
      .filter((record) => record.operation === operation)
      .map(storedMessage);
  }

  deadLetters(group?: string): DeadLetter[] {
    return this.#graveyard.list(group);
  }

  async openDeadLetters({ group }: DeadLetterRequest): Promise<DeadLetterCursor> {
    return this.#graveyard.open(group);
  }

  #intake(group: Group, member: Member): Intake {
    return {
      pause: () => {
        member.paused = true;
      },
      resume: () => {
        member.paused = false;
      },
      lag: async () => group.open,
      stop: async () => {
        member.stopped = true;
      },
      close: async () => {
        group.leave(member);
        this.#router.forget();
        this.#onSettled();
      },
    };
  }

  async #publishSlowly(
    record: OutgoingRecord,
    fault: Outcome | undefined,
    signal: Cancel | undefined,
  ): Promise<void> {
    if (fault === 'not-sent') throw new PublishError('a fault for a test', fault);
    const packet = new Packet(record);
    const handled = this.#options.confirm === 'handled' ? whenHandled(packet) : undefined;
    await this.#enter(packet, signal);
    if (fault !== undefined) throw new PublishError('a fault for a test', fault);
    if (handled === undefined || packet.open === 0) return;
    await unlessAborted(handled, signal === undefined ? [this.#noMore] : [this.#noMore, signal]);
  }

  /** Stores it now, or as soon as there is room. */
  #enter(packet: Packet, signal: Cancel | undefined): Promise<void> {
    return this.#router.hasRoom(packet.address)
      ? this.#storeNow(packet)
      : this.#waitingRoom.enter(packet, signal);
  }

  /** @throws UnroutableError */
  async #storeNow(packet: Packet): Promise<void> {
    this.#store(packet);
  }

  /** @throws UnroutableError */
  #store(packet: Packet): void {
    const routes = this.#router.routesOf(packet.address);
    const replied = this.#inboxes.deliver(packet);
    if (routes.length === 0 && !replied) this.#unrouted(packet);
    for (const { group, matched } of routes) group.take(packet, matched);
    if (this.faults.takeDuplicate()) {
      for (const { group, matched } of routes) group.take(packet, matched);
    }
    this.#journal.push(packet.record);
  }

  #unrouted({ record, address }: Packet): void {
    const { target } = record;
    if (target.to === 'inbox' || target.mandatory) {
      throw new UnroutableError(`nobody listens to ${address}`);
    }
    this.#options.onUnrouted();
  }

  #onSettled(): void {
    if (!this.#waitingRoom.isEmpty) this.#waitingRoom.admit();
    if (this.#onQuiet.length === 0 || !this.#isQuiet()) return;
    const waiting = this.#onQuiet;
    this.#onQuiet = [];
    for (const resolve of waiting) resolve();
  }

  #isQuiet(): boolean {
    return this.#waitingRoom.isEmpty && !this.#router.busy;
  }

  #replayInto(group: Group): void {
    for (const record of this.#journal.list()) {
      const packet = new Packet(record);
      const matched = group.match(packet.address);
      if (matched !== undefined) group.take(packet, matched);
    }
  }
}
