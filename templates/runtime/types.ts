import type { DeliveryInfo, Headers } from './core/transport.js';
import type { Batch } from './batch.js';
import type { RetryPolicy } from './contract.js';
import type { Inbox } from './inbox.js';
import type { ContextLogger, Logger } from './log.js';
import type { OpenTelemetry } from './telemetry.js';
import type { ContextExtensions, Middleware } from './use.js';
import type { Issue } from './validator.js';

/** What a bus can stand on: a transport, or the transaction of an outbox. */
export type BusKind = 'memory' | 'kafka' | 'amqp' | 'outbox';

/** Transports that keep what was published, so that a new group can start from the past. */
export type KeepsHistory = 'memory' | 'kafka';

/**
 * The connection: transport, life cycle, health. The caller makes it, shares it between clients
 * and closes it.
 */
export interface Bus<Kind extends BusKind = BusKind> extends AsyncDisposable {
  readonly kind: Kind;
  /**
   * Connects ahead of first use. Keeps trying for ever; with `failFast` it tries once.
   * @throws NotConnectedError with `failFast`, ClosedError after `close`
   */
  connect(options?: ConnectOptions): Promise<void>;
  /** What the bus knows of itself right now; made for a readiness probe. */
  health(): Health;
  /** Calls back at every change of `health().status`. Returns the function that ends it. */
  onStatus(listener: (health: Health) => void): () => void;
  /** Runs `work`; messages that it sends carry this correlation id (and cause). */
  withContext<Result>(context: MessageContext, work: () => Result): Result;
  /**
   * What messages that are sent here carry: of the handler that runs, or of `withContext`; else a new
   * correlation id. Keep it beside data, and what they set off later belongs to the same flow.
   */
  context(): MessageContext;
  /**
   * Stops taking messages, waits `drain` milliseconds (30,000) for running handlers, then aborts
   * them and leaves the rest to be delivered again. Returns within `drain` + 5 s, whatever happens.
   * Repeated calls share one promise. Never rejects.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface ConnectOptions {
  readonly failFast?: boolean;
}

export interface CloseOptions {
  /** Milliseconds that running handlers get. Default 30,000. */
  readonly drain?: number;
}

export interface MessageContext {
  readonly correlationId: string;
  /** Id of the message that caused what is sent. */
  readonly causationId?: string;
  /** W3C Trace Context, as an HTTP request brought it. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export type BusStatus =
  'idle' | 'connecting' | 'ready' | 'blocked' | 'recovering' | 'degraded' | 'closing' | 'closed';

export interface Health {
  /** `idle` until first use; `degraded` while dead letters cannot be stored. */
  readonly status: BusStatus;
  readonly reason?: string;
  /** Handlers that run now. */
  readonly inFlight: number;
  /** Messages that were received and wait for a handler. */
  readonly waiting: number;
  /** Publishes that the broker has not confirmed yet. */
  readonly unconfirmed: number;
  readonly counters: Counters;
}

/** Counted since the bus was made. */
export interface Counters {
  readonly published: number;
  /** Published to nobody: no queue, no group. */
  readonly unrouted: number;
  readonly handled: number;
  /** Handler calls after the first of each message. */
  readonly retried: number;
  readonly deadLettered: number;
  /** Known at their address, but not asked for. */
  readonly skipped: number;
  /** Dealt with before, as the inbox knows. */
  readonly duplicates: number;
  /** Carried no id, so that the inbox could not know them. */
  readonly unidentified: number;
  /** Replies that nobody waited for any more. */
  readonly lateReplies: number;
  /** Requests whose time had run out before a handler was free. */
  readonly expired: number;
  /** Loggers, telemetry and callbacks that threw. */
  readonly callbackErrors: number;
}

/** What one subscription knows of itself right now. */
export interface SubscriptionHealth {
  /** Handlers that run now. */
  readonly inFlight: number;
  /** Messages that were received and wait for a handler. */
  readonly waiting: number;
  /** Its share of the bus's counters. */
  readonly counters: GroupCounters;
}

/** What is counted for each subscription. */
export type GroupCounters = Pick<
  Counters,
  'handled' | 'retried' | 'deadLettered' | 'skipped' | 'duplicates' | 'unidentified' | 'expired'
>;

/** What every bus takes, whatever its transport. */
export interface BusOptions {
  /** Default: JSON lines on stderr. */
  readonly log?: Logger;
  /** The module `@opentelemetry/api`: spans for what is sent, handled and settled, and metrics. */
  readonly telemetry?: OpenTelemetry;
  /** Publishes that may wait for their confirm. Default 1,000. */
  readonly unconfirmed?: number;
  /** What `publish` does when that many wait: wait for room (default), or reject with SaturatedError. */
  readonly overflow?: 'wait' | 'reject';
  /** Milliseconds until a publish without confirm rejects with PublishTimeoutError. Default 30,000. */
  readonly publishTimeout?: number;
}

/** How one document uses a bus. `TUpcasters` is there where it knows, or had, several versions. */
export interface ClientOptions<TUpcasters extends object = never> {
  /** Who sends: goes into every message as `source`. */
  readonly source?: string;
  /**
   * Where id, type, time and the like of a message stand: in `headers` of ours (default), in those of
   * `cloudevents` (1.0, binary mode), or in the `body`, as JSON with the payload in `data`.
   */
  readonly envelope?: 'headers' | 'cloudevents' | 'body';
  /** Something of your own around sending and handling, in this order. */
  readonly use?: readonly Middleware[];
  /** For media types beside JSON, text and bytes: `{ 'application/avro': { encode, decode } }`. */
  readonly codecs?: Readonly<Record<string, Codec>>;
  /**
   * Makes new messages of old ones, before they are validated: one pure function a step, by the
   * message's name on the wire and the version that the step starts from.
   * `{ PetAdopted: { 1: (payload) => ({ ...payload, details }) } }`
   */
  readonly upcasters?: TUpcasters;
}

/** The messages that these upcasters make newer versions of; `TOld` knows the versions of a document. */
export type UpcastTypes<TUpcasters, TOld> = {
  [Type in keyof TUpcasters & keyof TOld]: TOld[Type][keyof TUpcasters[Type] & keyof TOld[Type]];
}[keyof TUpcasters & keyof TOld] &
  string;

/** Of these messages those of other types. */
export type WithoutTypes<M extends AnyMessage, Type extends string> = Exclude<
  M,
  { readonly type: Type }
>;

/** Turns payloads of one media type into bytes and back. Either may throw. */
export interface Codec {
  encode(payload: unknown): Uint8Array;
  decode(body: Uint8Array): unknown;
}

/** What `publish` methods take beside the payload, where the document says nothing about it. */
export interface SendDefaults {
  /** Message headers, by their wire name. */
  readonly headers?: Headers;
  /** Messages with the same key keep their order. Default: the document's `x-key`. */
  readonly key?: string;
  /** Default: a new UUIDv7. */
  readonly id?: string;
  /** Default: that of the message being handled, else of `withContext`, else a new one. */
  readonly correlationId?: string;
  /** Gives up waiting for the confirm. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for the confirm. Default: the bus's `publishTimeout`. */
  readonly timeout?: number;
}

/**
 * The options of a `send` operation. `Declared` is what the document adds or narrows:
 * `SendOptions<{ readonly params: { readonly region: 'north' | 'south' } }>`.
 */
export type SendOptions<Declared = unknown> = Declared & Omit<SendDefaults, keyof Declared>;

/** One of the messages of an operation that sends, or replies with, several. */
export interface Outgoing<Type extends string, Payload> {
  readonly type: Type;
  readonly payload: Payload;
}

/** Headers of which the run time fills in some when they are left out. */
export type Filled<MessageHeaders, Names extends keyof MessageHeaders> = Omit<
  MessageHeaders,
  Names
> &
  Partial<Pick<MessageHeaders, Names>>;

/** The options of a request that waits for its reply; `timeout` is the reply's, default 30 s. */
export type RequestOptions<Declared = unknown> = SendOptions<Declared> & {
  readonly replyTo?: undefined;
};

/** The options of a request whose reply goes elsewhere: it resolves to the receipt. */
export type ForwardOptions<Declared = unknown> = SendOptions<Declared> & {
  /** The address that the reply goes to. */
  readonly replyTo: string;
};

/** The broker owns the message; or, on the bus of an outbox, the transaction does. */
export interface Receipt {
  readonly id: string;
  readonly correlationId: string;
  /** It is in the outbox: the broker gets it when the transaction has committed. */
  readonly queued?: true;
}

/** A message as a handler sees it. */
export interface Message<
  Type extends string = string,
  Payload = unknown,
  MessageHeaders = Headers,
  Params = object,
> {
  /** The message's name in the document. */
  readonly type: Type;
  readonly payload: Payload;
  readonly headers: MessageHeaders;
  /** The address parameters; an empty object where the address has none. */
  readonly params: Params;
  readonly id: string;
  readonly key: string | undefined;
  /** When it was sent. */
  readonly timestamp: Date;
  readonly correlationId: string;
  /** Id of the message that caused this one. */
  readonly causationId: string | undefined;
  /** 1 at the first call of the handler. */
  readonly attempt: number;
  /** The broker says that it delivered this message before. */
  readonly redelivered: boolean;
  /** It comes from a replay, not from the live stream. */
  readonly replayed: boolean;
}

/** A message of any type, with any declared headers. */
export type AnyMessage = Message<string, unknown, object>;

/** What a handler gets beside the message. `Tx` is the transaction of an inbox on a database. */
export interface Context<Tx = unknown> extends ContextExtensions {
  /** Aborts when the handler's time is up, the bus closes, or the delivery was taken away. */
  readonly signal: AbortSignal;
  /** The bus's logger; its lines name the message. */
  readonly log: ContextLogger;
  /** What the transport alone knows. */
  readonly delivery: DeliveryInfo;
  /** Headers and bytes as they came. */
  readonly raw: { readonly headers: Headers; readonly body: Uint8Array };
  /** With `inbox`: where effects belong that must happen once; else `undefined`. */
  readonly tx: Tx;
}

/**
 * Handles a message. Resolving settles it. Throwing has it retried, `NonRetryableError` sends it
 * to the dead letters, `RetryLater` picks the time of the next try. `Result` is the reply's payload
 * for operations that have a reply.
 */
export type Handler<M extends AnyMessage, Tx = undefined, Result = void> = (
  message: M,
  context: Context<Tx>,
) => Result | Promise<Result>;

/** A handler, or `batch(...)`, which takes no transaction and gives no reply. */
export type HandlerOrBatch<M extends AnyMessage, Tx = undefined, Result = void> =
  | Handler<M, Tx, Result>
  | ([Tx, Promise<Result>] extends [undefined, Promise<void>] ? Batch<M> : never);

/** A handler for each message of an operation, by name; `'ignore'` settles without a call. */
export type HandlerByType<M extends AnyMessage, Tx = undefined, Result = void> = {
  readonly [Type in M['type']]:
    HandlerOrBatch<Extract<M, { readonly type: Type }>, Tx, Result> | 'ignore';
};

/** Some of the handlers, but not none. */
export type AtLeastOne<Handlers> = Partial<Handlers> &
  { [Name in keyof Handlers]: Required<Pick<Handlers, Name>> }[keyof Handlers];

/**
 * Milliseconds, and fractions for `jitter`. `mode: 'blocking'` retries in place, and what comes later
 * of the same key waits; `'delayed'` lets the message wait on the broker, and holds nothing up.
 */
export type RetryOptions = Partial<RetryPolicy>;

export interface SubscribeDefaults<Tx = unknown> {
  /** Handlers that run at once; a batch is one. Default 10. */
  readonly concurrency?: number;
  /** `key`: messages of one key one after the other; `none`: as they come. Default: the transport's. */
  readonly order?: 'key' | 'none';
  /**
   * Overrides the document's `x-retry`. Default: 5 attempts, 1, 2, 4, 8 s apart; `delayed` on AMQP
   * without `order: 'key'`, else `blocking`.
   */
  readonly retry?: RetryOptions;
  /** Milliseconds that a handler gets for one call. Default 60,000. */
  readonly handlerTimeout?: number;
  /**
   * Makes effects once: a message that this group has dealt with is settled without a call. With a
   * database, handlers get the transaction as `context.tx`.
   */
  readonly inbox?: Inbox<Tx>;
  /** What to do about queues, exchanges and topics. Default: as the bus says. */
  readonly topology?: TopologyMode;
}

/** The consumer groups to provide for: the `receive` operations of each, as in `subscribe`. */
export interface ProvisionGroups<Operation extends string = string> {
  readonly [group: string]: readonly Operation[] | ProvisionGroup<Operation>;
}

/** A group whose subscription overrides what the document says about retries. */
export interface ProvisionGroup<Operation extends string = string> extends Pick<
  SubscribeDefaults,
  'retry' | 'order'
> {
  readonly operations: readonly Operation[];
}

export interface ProvisionOptions {
  /** Only says what there is, what is missing and what differs. */
  readonly dryRun?: boolean;
}

/** What a document needs on the broker, and what became of it. */
export type Provisioned = readonly TopologyItem[];

export interface TopologyItem {
  readonly kind: 'exchange' | 'queue' | 'binding' | 'topic';
  readonly name: string;
  /**
   * `unknown`: the broker does not tell us. `different`: in a dry run only, nothing that differs is
   * changed.
   */
  readonly state: 'present' | 'missing' | 'created' | 'different' | 'unknown';
  /** What the document and the run time want it to be. */
  readonly declared: Readonly<Record<string, unknown>>;
  readonly differences: readonly TopologyDifference[];
}

/** An argument of which the broker has another value; `undefined` stands for none. */
export interface TopologyDifference {
  readonly argument: string;
  readonly declared: unknown;
  readonly found: unknown;
}

/** `create` makes what is missing; `check` only compares, and needs no rights to make anything. */
export type TopologyMode = 'create' | 'check';

/** Options of `subscribe`; `from` exists on buses that keep history. */
export type SubscribeOptions<B extends Bus = Bus, Tx = unknown> = SubscribeDefaults<Tx> &
  (B['kind'] extends KeepsHistory
    ? {
        /** Where a group that is new starts. Default `latest`. */
        readonly from?: 'latest' | 'earliest';
      }
    : unknown);

/** The dead letters of a consumer group: what its handlers gave up, and what never reached them. */
export interface DeadLetters {
  /** Oldest first. */
  list(options?: ListOptions): Promise<readonly DeadLetterInfo[]>;
  /** One of them, with its bytes. `undefined` when there is none with this id. */
  peek(id: string): Promise<DeadLetterMessage | undefined>;
  /**
   * Sends them to the group again, as new messages with the same id: attempts begin anew, and
   * `x-redriven` counts. Each is removed once the broker owns its copy.
   */
  redrive(options?: RedriveOptions): Promise<RedriveResult>;
}

export interface ListOptions {
  /** At most so many. Default 100. */
  readonly limit?: number;
  /**
   * Milliseconds that the broker gets to answer; then `NoAnswerError`, and nothing is done later.
   * Without it, it is waited for.
   */
  readonly timeout?: number;
}

/** Why a message is a dead letter; DELIVERY section 3. */
export interface DeadLetterInfo {
  readonly id: string;
  /** The message's name on the wire. */
  readonly type: string | undefined;
  /** `attempts-exhausted`, `schema-invalid`, `non-retryable`, ... */
  readonly reason: string;
  /** The last error's message. */
  readonly message: string;
  readonly failedAt: Date | undefined;
  /** Calls of the handler; 0 when it was never called. */
  readonly attempts: number;
  /** Times that it was redriven before. */
  readonly redriven: number;
  readonly key: string | undefined;
  /** The address that it was sent to. */
  readonly source: string | undefined;
  /** The queue or topic that it lies in. */
  readonly place: string;
}

export interface DeadLetterMessage extends DeadLetterInfo {
  readonly headers: Headers;
  /** As it is stored: not inflated. */
  readonly body: Uint8Array;
  /** What compresses the body, where RabbitMQ was told: `gzip`, `deflate`, `br`. */
  readonly contentEncoding: string | undefined;
  /** What the schema says is wrong with it; at most ten. */
  readonly issues: readonly Issue[];
}

export interface RedriveOptions extends ListOptions {
  /** Default: all. */
  readonly filter?: (letter: DeadLetterMessage) => boolean;
  /** At most so many. Default: all. */
  readonly limit?: number;
  /** Only says which it would be. */
  readonly dryRun?: boolean;
}

export interface RedriveResult {
  /** Ids of what was redriven, or would be. */
  readonly ids: readonly string[];
  /** Looked at and left. */
  readonly kept: number;
}

/** What a replay reads: by time, from the oldest that is kept, or the last hours. */
export interface ReplayOptions {
  readonly from: Date | 'earliest' | { readonly hoursAgo: number };
  /** Exclusive. Default: all that is there when it begins. */
  readonly to?: Date;
  readonly handlerTimeout?: number;
  readonly retry?: RetryOptions;
}

export interface ReplayResult {
  readonly handled: number;
  /** Known, and not asked for. */
  readonly skipped: number;
  /** Did not parse, or did not fit the schema. */
  readonly invalid: number;
}

/** A replay under way. */
export interface Replay extends AsyncDisposable {
  /** Rejects with ReplayError when a handler fails until no try is left. */
  readonly done: Promise<ReplayResult>;
  /** Ends it after the message that is being handled. Never rejects. */
  close(): Promise<void>;
}

/** `replay` of a client: a method on buses that keep history, and nothing on others. */
export type ReplayOf<B extends Bus, Handlers> = B['kind'] extends KeepsHistory
  ? (options: ReplayOptions, handlers: AtLeastOne<Handlers>) => Replay
  : never;

/** What a group has before it. */
export interface Lag {
  /** Messages that were sent to the group and not settled. */
  readonly messages: number;
  /** Milliseconds since the oldest message was sent that this process has and has not settled. */
  readonly age: number;
}

export interface LagOptions {
  /** Milliseconds that the broker gets to answer. Without it, it is waited for. */
  readonly timeout?: number;
}

/** A running consumer group of this process. */
export interface Subscription extends AsyncDisposable {
  /** Resolves once it receives; rejects when it cannot be set up. */
  readonly ready: Promise<void>;
  /** Takes no more messages until `resume`; running handlers go on. */
  pause(): void;
  resume(): void;
  /** What it has in hand and has done. Asks nobody. */
  health(): SubscriptionHealth;
  /**
   * How far behind the group is. Asks the broker: not for each message.
   * @throws NoAnswerError when `timeout` was too short
   */
  lag(options?: LagOptions): Promise<Lag>;
  /** What this group gave up. */
  readonly deadLetters: DeadLetters;
  /** Like the bus's `close`, for this subscription alone. */
  close(options?: CloseOptions): Promise<void>;
}

export type { DeliveryInfo, Headers, HeaderValue } from './core/transport.js';
export type { ContextLogger, Logger } from './log.js';
export type { Explained, ExplainedOptions, ExplainedSubscription, Explanation } from './explain.js';
export type { OpenTelemetry } from './telemetry.js';
export type { ContextExtensions, Middleware, Sending } from './use.js';
export type { RetryPolicy } from './contract.js';
export type { Issue, Validator } from './validator.js';
