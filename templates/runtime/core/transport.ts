import type { ChannelContract, MessageContract, OperationBindings } from '../contract.js';
import type { Logger } from '../log.js';
import type { BusKind, Provisioned, TopologyMode } from '../types.js';

/**
 * The seam between the run time and a broker. Validation, envelope, lanes, retry, dead letters,
 * time limits and the life cycle are written once, above it; a transport only moves bytes, keeps
 * its connection and tells the truth about what the broker owns.
 */
export interface Transport {
  readonly kind: BusKind;
  /** What messages end up on, where this one only keeps them until then. */
  readonly wire?: BusKind;
  /**
   * What it takes of a payload, made before `publish` returns so that later changes do not matter:
   * its `bytes` (default), `copies` of it, or the `value` itself, of which nothing is made.
   */
  readonly carries?: 'bytes' | 'copies' | 'value';
  /** What is not handled when it closes is lost, so the bus lets it run empty first. */
  readonly settled?: () => Promise<void>;
  /** Called once, before anything else. */
  start(host: TransportHost): void;
  /**
   * Opens what sending needs. Concurrent and repeated calls share one attempt.
   * @throws NotConnectedError
   */
  connect(): Promise<void>;
  /**
   * Hands a record to the broker; resolves once the broker owns it (promise P1).
   * Never sends a record twice by itself. When `signal` aborts it rejects at once, with the outcome.
   * @throws PublishError (or a subclass) whose `outcome` is `not-sent` or `unknown` (promise P2)
   */
  publish(record: OutgoingRecord, signal?: Cancel): Promise<void>;
  /**
   * Optional, for a transport that can own a record at once: true when it now does, false when the
   * record must go through `publish`.
   */
  accept?(record: OutgoingRecord): boolean;
  /** Starts a consumer group. Resolves once it receives: what is published from then on arrives. */
  consume(request: ConsumeRequest): Promise<Intake>;
  /** Opens this instance's own inbox for replies; `channel` where the document fixes the address. */
  openReplies(request: ReplyRequest): Promise<ReplyInbox>;
  /**
   * Looks into the dead letters of a group, as they are now. Missing where there are none.
   * @throws NotConnectedError
   */
  openDeadLetters?(request: DeadLetterRequest): Promise<DeadLetterCursor>;
  /**
   * Reads again what was kept. Missing where nothing is.
   * @throws NotConnectedError
   */
  openReplay?(request: ReplayRequest): Promise<ReplayCursor>;
  /** What a document needs there, apart from sending and consuming. Missing where nothing is. */
  readonly topology?: TransportTopology;
  /** Optional: no handler will run any more. Publishes that wait for one reject, outcome `unknown`. */
  abandon?(): void;
  /** Closes all that it opened within `limit` milliseconds, also without a broker. Never rejects. */
  close(limit: number): Promise<void>;
}

/** Looks at exchanges, queues, bindings and topics, or makes them. */
export interface TransportTopology {
  /** Changes nothing. @throws UnknownTargetError for what has no name there */
  inspect(request: TopologyRequest): Promise<Provisioned>;
  /** Makes what is missing. @throws TopologyMismatchError for what differs */
  make(request: TopologyRequest): Promise<void>;
}

export interface TopologyRequest {
  /** Channels that are sent to, replies included. */
  readonly targets: readonly { readonly title: string; readonly channel: ChannelContract }[];
  readonly groups: readonly DeadLetterRequest[];
}

/**
 * What tells a publish to give up: an `AbortSignal`, or an object with the parts of one that are
 * needed, as signals are too heavy to make one for each message.
 */
export interface Cancel {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(
    type: 'abort',
    listener: CancelListener,
    options?: { readonly once?: boolean },
  ): void;
  removeEventListener(type: 'abort', listener: CancelListener): void;
}

/** What hears of it: a function, or an object that needs no function of its own. */
export type CancelListener = (() => void) | { handleEvent(): void };

/** What a transport may ask of the run time. */
export interface TransportHost {
  readonly log: Logger;
  /** Reports the state of the connection; the bus tells `onStatus` and `health`. */
  status(state: 'connecting' | 'ready' | 'blocked' | 'recovering', reason?: string): void;
}

/** The part of the envelope that differs from message to message. */
export interface Stamp {
  readonly id: string;
  /** ISO time with milliseconds. */
  readonly time: string;
  readonly source: string | undefined;
  readonly correlationId: string;
  readonly causationId: string | undefined;
}

/** What the envelope knows of a message, apart from the headers that the document declares. */
export interface Meta extends Stamp {
  /** The wire type: `event-type`. */
  readonly type: string;
  readonly version: number;
  readonly contentType: string;
}

export type HeaderValue =
  string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown };

/** Declared headers and ours, by their wire name. Text-only transports write non-strings as JSON. */
export type Headers = Readonly<Record<string, HeaderValue>>;

/** Where a record goes. */
export type Target =
  /** To a channel. The transport fills the parameters into the address, in its own encoding. */
  | {
      readonly to: 'channel';
      /** `Contract.title`: names the default exchange on AMQP. */
      readonly title: string;
      readonly channel: ChannelContract;
      readonly params: Readonly<Record<string, string>>;
      readonly bindings: OperationBindings | undefined;
      /** Reject with UnroutableError when it reaches nobody. */
      readonly mandatory: boolean;
    }
  /** To the inbox that a request named. */
  | { readonly to: 'inbox'; readonly address: string };

export interface OutgoingRecord {
  /** The operation that sends it, or that it replies to. */
  readonly operation: string;
  readonly target: Target;
  readonly message: MessageContract;
  /** For partition, lane and AMQP's `message-key`; text as UTF-8. */
  readonly key: string | undefined;
  readonly meta: Meta;
  /** Of `meta` what differs, where that can be had without making `meta`. */
  readonly stamp?: Stamp;
  /**
   * Every header to write, under the names of DELIVERY section 3: those that carry the envelope
   * (`event-id`, `event-type`, `reply-to`, ...) and those that the document declares. AMQP moves
   * into its properties what has one, unless the message declares it as a header.
   */
  readonly headers: Headers;
  /** The encoded payload. A getter: a transport that carries values does not pay for bytes. */
  readonly body: Uint8Array;
  /** The payload as given. */
  readonly payload: unknown;
  /** For a transport within the process: the headers that handlers see. */
  readonly declared?: Headers;
  /** For a transport within the process: what `headers` adds that is no part of the envelope. */
  readonly extra?: Headers | undefined;
  /** For a transport within the process: the payload decoded anew, for its receiver to change. */
  copy?(): unknown;
  /**
   * For a transport that keeps records: a copy, made of `place` where that is a record of this kind,
   * which nobody else must use any more.
   */
  keep?(place: OutgoingRecord | undefined): OutgoingRecord;
}

/** A channel that a subscription listens to. */
export interface Source {
  /** `Contract.title`: names the default exchange on AMQP. */
  readonly title: string;
  readonly channel: ChannelContract;
  /**
   * Channels of the document whose addresses have no parameters: what goes there is theirs, though
   * an address such as `{queue}` reads it, too.
   */
  readonly others: readonly ChannelContract[];
  /** Values that narrow the address; a parameter without one takes them all. */
  readonly params: Readonly<Record<string, string>>;
  readonly bindings: OperationBindings | undefined;
  /** Calls of the handler before the dead letters; AMQP's delivery limit lies above it. */
  readonly maxAttempts: number;
  /**
   * Milliseconds that what failed may have to wait on the broker, ascending: a place for each. None
   * where retries block.
   */
  readonly waits?: readonly number[];
  /** `x-dead-letter`, if the document names the target. */
  readonly deadLetter: string | undefined;
}

export interface ConsumeRequest {
  /** Consumer group; the queue's prefix on AMQP. */
  readonly group: string;
  readonly sources: readonly Source[];
  /** Handlers that run at once: the prefetch on AMQP, the basis of the buffer marks on Kafka. */
  readonly concurrency: number;
  /** In place of what holds for the bus. */
  readonly topology?: TopologyMode | undefined;
  /** Where a new group starts. AMQP has no history and ignores it. */
  readonly from: 'latest' | 'earliest';
  /** Takes a delivery. Never throws, never waits: the run time queues it in a lane. */
  readonly deliver: (delivery: Delivery) => void;
  /** The deliveries of this epoch are void (channel lost, partition revoked): their settles are dropped. */
  readonly revoke: (epoch: object) => void;
  /**
   * While held no handler begins: the broker is giving deliveries to somebody else, and does not yet
   * say which.
   */
  readonly hold: (held: boolean) => void;
}

/** A running consumer. */
export interface Intake {
  pause(): void;
  resume(): void;
  /** Messages that were sent to the group and are not settled, as far as the broker tells. */
  lag(): Promise<number>;
  /** Takes no more from the broker. Open deliveries can still be settled. */
  stop(): Promise<void>;
  /** Gives back what is unsettled, flushes settles (Kafka: commits), releases the consumer. */
  close(): Promise<void>;
}

/** One message from the broker. Exactly one of `settle` and `release` is called, in the end. */
export interface Delivery {
  readonly source: Source;
  /** As the broker knows it: topic, or routing key. */
  readonly address: string;
  /** The address is of another channel, and got here by a wildcard: settled without a handler. */
  readonly foreign?: boolean;
  /** Values of the address parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly key: string | undefined;
  /** All headers as the broker has them, plus properties under the names of DELIVERY section 3 (`event-id`, ...). */
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Set by a transport that carries values: the payload needs no decoding. */
  readonly value?: { readonly payload: unknown } | undefined;
  /** Set by a transport that carries records as they are: the envelope needs no reading. */
  readonly record?: OutgoingRecord | undefined;
  /**
   * Set by a transport within the process that shares payloads: `record` was validated when it was
   * sent, and nobody may change it since, so it is not validated again.
   */
  readonly trusted?: boolean;
  /** Set where the run time took the message out of an envelope in its body: what came. */
  readonly original?: Delivery;
  /** Milliseconds since 1970, from the broker, if it says. */
  readonly timestamp: number | undefined;
  /** Deliveries of one lane are handled one after the other, in order. `undefined`: no order. */
  readonly lane: string | undefined;
  readonly redelivered: boolean;
  /** A stable id for a message that carries none (Kafka: topic/partition/offset). */
  readonly fallbackId: string | undefined;
  /** What handlers see as `context.delivery`. */
  readonly info: DeliveryInfo;
  /** Groups deliveries that are lost together: a channel, an assignment. */
  readonly epoch: object;
  /**
   * Set for a copy that waited (`postpone`), whose headers of retries are therefore ours:
   * milliseconds that it still has to wait, because no place of its group waits as long.
   */
  readonly postponed?: number | undefined;
  /**
   * Times that its handler was begun before and never ended, as far as the transport noted that; the
   * process ended meanwhile. One that was begun as often as it may be tried is given up.
   */
  readonly crashes?: number;
  /** Done with it: ack, or offset done. Never throws; dropped when its epoch is over. */
  settle(): void;
  /** Not done: the broker delivers it again. Never throws. */
  release(): void;
  /**
   * Publishes a copy with the same bytes and key to the group's dead letters, with `headers` in
   * place of its own; resolves once the broker owns the copy. Does not settle.
   */
  deadLetter(headers: Headers): Promise<void>;
  /**
   * Publishes a copy with the same bytes and key, and `headers` in place of its own, which the group
   * alone gets, `wait` milliseconds later or as soon after as the transport can. Resolves once the
   * broker owns the copy, to false where nothing can wait. Does not settle. Missing where nothing is
   * tried twice.
   */
  postpone?(headers: Headers, wait: number): Promise<boolean>;
}

export type DeliveryInfo =
  | { readonly transport: 'memory'; readonly address: string }
  | {
      readonly transport: 'kafka';
      readonly topic: string;
      readonly partition: number;
      readonly offset: bigint;
    }
  | {
      readonly transport: 'amqp';
      readonly exchange: string;
      readonly routingKey: string;
      readonly queue: string;
    };

export interface ReplayRequest {
  /** Names the reader; no group of this name is touched. */
  readonly group: string;
  readonly sources: readonly Source[];
  /** Milliseconds since 1970; `undefined`: from the oldest that is kept. */
  readonly from: number | undefined;
  /** Milliseconds since 1970, exclusive; `undefined`: to the newest at this moment. */
  readonly to: number | undefined;
}

/** What was kept, in order for each key: deliveries whose settling means nothing. */
export interface ReplayCursor {
  /** `undefined` at the end. */
  next(): Promise<Delivery | undefined>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface DeadLetterRequest {
  readonly group: string;
  readonly sources: readonly Source[];
}

/** A walk through the dead letters of a group: those that were there when it began, oldest first. */
export interface DeadLetterCursor {
  /** `undefined` at the end. */
  next(): Promise<StoredLetter | undefined>;
  /** Leaves the others where they were. Never rejects. */
  close(): Promise<void>;
}

/** A dead letter as the broker has it. */
export interface StoredLetter {
  /** All headers, plus properties under the names of DELIVERY section 3. */
  readonly headers: Headers;
  /** As stored: not inflated. */
  readonly body: Uint8Array;
  readonly contentEncoding?: string | undefined;
  readonly key: string | undefined;
  /** Where it lies: queue, or topic. */
  readonly place: string;
  /**
   * Sends it to the group that gave it up, with `headers` in place of its own, and removes it once
   * the broker owns the copy.
   * @throws PublishError
   */
  redrive(headers: Headers): Promise<void>;
}

export interface ReplyRequest {
  /** `Contract.title`: names the default exchange on AMQP. */
  readonly title: string;
  /** The reply's channel where the document fixes its address. */
  readonly channel: ChannelContract | undefined;
  readonly deliver: (delivery: Delivery) => void;
}

export interface ReplyInbox {
  /** What requests name as `reply-to`. */
  readonly address: string;
  close(): Promise<void>;
}
