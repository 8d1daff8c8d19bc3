import type { Link, LinkSendOptions, LinkSubscribeOptions } from '../client.js';
import type { Contract, MessageContract, OperationContract } from '../contract.js';
import { ClosedError } from '../errors.js';
import type {
  ClientOptions,
  DeadLetters,
  Receipt,
  Replay,
  ReplayOptions,
  Subscription,
} from '../types.js';
import type { Clock } from './clock.js';
import type { BusParts } from './bus-parts.js';
import { DeadLetterBox } from './dead-letters/box.js';
import { Codecs } from './envelope/codecs.js';
import { groupOf } from './receive/group.js';
import { Engine } from './receive/engine.js';
import { Processor } from './receive/processor.js';
import { RunningReplay } from './receive/replay.js';
import { withInbox } from './receive/inbox.js';
import { channelsOf, receivingSources } from './receive/routes.js';
import type { Channel } from './receive/routes.js';
import { RunningSubscription } from './receive/subscription.js';
import { Inboxes } from './reply/inboxes.js';
import { checkReplies } from './reply/fillable.js';
import { checkPayloadAddress, replyHeader } from './reply/address.js';
import { Requests } from './reply/requests.js';
import type { Request } from './reply/requests.js';
import { Responder } from './reply/responder.js';
import { scopes } from './scope.js';
import { Composer } from './send/compose.js';
import type { Draft } from './send/compose.js';
import type { DeadLetterRequest } from './transport.js';

const defaultConcurrency = 10;
const defaultHandlerTimeout = 60_000;

/** One document on one bus. */
export class ClientLink implements Link {
  readonly #parts: BusParts;
  readonly #contract: Contract;
  readonly #codecs: Codecs;
  readonly #composer: Composer;
  readonly #source: string | undefined;
  readonly #inboxes: Inboxes;
  readonly #requests: Requests;

  constructor(parts: BusParts, contract: Contract, options: ClientOptions) {
    this.#parts = parts;
    this.#contract = contract;
    this.#codecs = new Codecs(options.codecs);
    this.#composer = new Composer({
      contract,
      source: options.source,
      codecs: this.#codecs,
      clock: parts.clock,
      carries: parts.transport.carries ?? 'bytes',
    });
    this.#source = options.source;
    this.#inboxes = new Inboxes(parts, contract.title);
    const own = { inboxes: this.#inboxes, composer: this.#composer, codecs: this.#codecs };
    this.#requests = new Requests({ ...parts, ...own });
  }

  send(
    operation: OperationContract,
    type: string,
    payload: unknown,
    options: LinkSendOptions = {},
  ): Promise<Receipt> {
    try {
      this.#refuseClosed();
      const message = messageNamed(operation, type);
      return this.#publish({ operation, message, payload, options });
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  async request(
    operation: OperationContract,
    type: string,
    payload: unknown,
    options: LinkSendOptions & { readonly replyTo?: string | undefined } = {},
  ): Promise<never> {
    this.#refuseClosed();
    const message = messageNamed(operation, type);
    const { reply } = operation;
    if (reply === undefined) throw new TypeError(`${operation.name} has no reply`);
    const request = { operation, reply, message, payload, options };
    const { replyTo } = options;
    return untyped(
      replyTo === undefined
        ? await this.#requests.send(request)
        : await this.#forward(request, replyTo),
    );
  }

  subscribe(group: string, handlers: object, options: LinkSubscribeOptions = {}): Subscription {
    this.#refuseClosed();
    const asked = channelsOf(this.#contract, handlers, {
      retry: options.retry,
      codecs: this.#codecs,
    });
    const name = groupOf(this.#parts.transport.kind, group, asked);
    const channels = this.#withInbox(name, asked, options);
    const operations = operationsOf(channels);
    checkReplies(operations, this.#source);
    this.#warnOfDelayed(operations, options);
    const engine = this.#engine(name, channels, options);
    const sources = channels.map(({ source }) => source);
    const subscription = new RunningSubscription({
      ...this.#parts,
      engine,
      deadLetters: this.#deadLetters({ group: name, sources }),
      request: {
        group: name,
        sources,
        concurrency: options.concurrency ?? defaultConcurrency,
        from: options.from ?? 'latest',
      },
      onClosed: (closed) => this.#parts.subscriptions.delete(closed),
    });
    this.#parts.subscriptions.add(subscription);
    return subscription;
  }

  /** On a bus that keeps no history the promise of the replay rejects. */
  readonly replay = untyped((options: ReplayOptions, handlers: object): Replay => {
    this.#refuseClosed();
    const { title } = this.#contract;
    const channels = channelsOf(this.#contract, handlers, {
      retry: options.retry,
      codecs: this.#codecs,
    });
    return new RunningReplay({
      bus: this.#parts,
      channels,
      handlerTimeout: options.handlerTimeout ?? defaultHandlerTimeout,
      request: {
        group: title,
        sources: channels.map(({ source }) => source),
        from: startOf(options.from, this.#parts.clock),
        to: options.to?.getTime(),
      },
    });
  });

  deadLetters(group: string): DeadLetters {
    return this.#deadLetters({ group, sources: receivingSources(this.#contract) });
  }

  /** Ends what waits for replies. Never rejects. */
  async close(): Promise<void> {
    this.#requests.close();
    await this.#inboxes.close();
  }

  #deadLetters(request: DeadLetterRequest): DeadLetters {
    return new DeadLetterBox({ ...this.#parts, request });
  }

  #publish(draft: Draft): Promise<Receipt> {
    const record = this.#composer.compose(draft);
    const { id, correlationId } = record.stamp;
    const { publisher, transport } = this.#parts;
    const receipt: Receipt =
      transport.kind === 'outbox' ? { id, correlationId, queued: true } : { id, correlationId };
    if (draft.options.signal === undefined && publisher.accept(record)) {
      return Promise.resolve(receipt);
    }
    return publisher.publish(record, draft.options, receipt);
  }

  /** A request whose reply goes to somebody else. */
  #forward(request: Request, replyTo: string): Promise<Receipt> {
    checkPayloadAddress(request, replyTo);
    return this.#publish({ ...request, extra: replyHeader(request, replyTo) });
  }

  #withInbox(
    group: string,
    channels: readonly Channel[],
    { inbox }: LinkSubscribeOptions,
  ): readonly Channel[] {
    if (inbox === undefined) return channels;
    return withInbox(channels, { inbox, group, counters: this.#parts.counters });
  }

  #engine(group: string, channels: readonly Channel[], options: LinkSubscribeOptions): Engine {
    const { title, version } = this.#contract;
    const operations = operationsOf(channels);
    const { composer, publisher, log } = { composer: this.#composer, ...this.#parts };
    const processor = new Processor({
      ...this.#parts,
      channels,
      group,
      contract: `${title} ${version}`,
      handlerTimeout: options.handlerTimeout ?? defaultHandlerTimeout,
      responder: new Responder({ composer, publisher, log, operations }),
    });
    return new Engine({
      clock: this.#parts.clock,
      concurrency: options.concurrency ?? defaultConcurrency,
      order: options.order,
      process: processor.process,
      onTroubleOver: (work) => this.#parts.troubles.end(work),
    });
  }

  /** The document asks for what this version does not do: said once, and retried in place. */
  #warnOfDelayed(operations: readonly OperationContract[], options: LinkSubscribeOptions): void {
    if (options.retry?.mode !== undefined) return;
    const delayed = operations.filter(({ retry }) => retry?.mode === 'delayed');
    if (delayed.length === 0) return;
    this.#parts.log.warn(
      { operations: delayed.map(({ name }) => name) },
      'x-retry.mode delayed is not there yet: failed messages are retried in place, their lane waits',
    );
  }

  /** While the bus drains, handlers may still send; nobody else may. */
  #refuseClosed(): void {
    if (!this.#parts.isClosing() || scopes.getStore()?.call !== undefined) return;
    throw new ClosedError('the bus is closed');
  }
}

const operationsOf = (channels: readonly Channel[]): readonly OperationContract[] => [
  ...new Set(
    channels.flatMap(({ routes }) => [...routes.values()].map(({ operation }) => operation)),
  ),
];

const messageNamed = (operation: OperationContract, type: string): MessageContract => {
  const message = operation.messages.find((one) => one.type === type);
  if (message !== undefined) return message;
  const types = operation.messages.map((one) => one.type).join(', ');
  throw new TypeError(`${operation.name} has no message ${type}; it has ${types}`);
};

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** The generated method says what it is; the run time knows no types. */
const untyped = (value: unknown): never => value as never;

/** Milliseconds since 1970; `undefined`: from the oldest. @throws TypeError for no point in time */
const startOf = (from: ReplayOptions['from'], clock: Clock): number | undefined => {
  if (from === 'earliest') return undefined;
  const time = from instanceof Date ? from.getTime() : clock.now() - from.hoursAgo * 3_600_000;
  if (Number.isFinite(time)) return time;
  throw new TypeError("`from` of a replay is a Date, 'earliest' or { hoursAgo }");
};
