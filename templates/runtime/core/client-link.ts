import type { Link, LinkSendOptions, LinkSubscribeOptions } from '../client.js';
import type { Contract, MessageContract, OperationContract } from '../contract.js';
import { ClosedError } from '../errors.js';
import type {
  ClientOptions,
  DeadLetters,
  Explanation,
  Provisioned,
  ProvisionGroup,
  ProvisionGroups,
  ProvisionOptions,
  Receipt,
  Replay,
  ReplayOptions,
  Subscription,
} from '../types.js';
import type { Clock } from './clock.js';
import type { BusParts } from './bus-parts.js';
import { Tally } from './counters.js';
import { DeadLetterBox } from './dead-letters/box.js';
import { cloudPrefix } from './envelope/cloud-events.js';
import { defaultConcurrency, defaultHandlerTimeout, explain } from './explain.js';
import type { Asked } from './explain.js';
import { Codecs } from './envelope/codecs.js';
import type { Format } from './receive/resolve.js';
import { groupFor, groupOf } from './receive/group.js';
import { Engine } from './receive/engine.js';
import { Processor } from './receive/processor.js';
import { RunningReplay } from './receive/replay.js';
import { withInbox } from './receive/inbox.js';
import { defaultRetry, defaultRetryOn } from './receive/retry.js';
import { channelsOf, receivingSources, targetsOf } from './receive/routes.js';
import type { Channel } from './receive/routes.js';
import { Upcasters } from './receive/upcasters.js';
import { RunningSubscription } from './receive/subscription.js';
import { Inboxes } from './reply/inboxes.js';
import { checkReplies } from './reply/fillable.js';
import { checkPayloadAddress, replyHeader } from './reply/address.js';
import { Requests } from './reply/requests.js';
import type { Request } from './reply/requests.js';
import { Responder } from './reply/responder.js';
import { scopes } from './scope.js';
import { Composer } from './send/compose.js';
import type { Envelope } from './send/record.js';
import type { Draft } from './send/compose.js';
import { unwrap } from './envelope/unwrapped-delivery.js';
import { withTelemetry } from './telemetry/with-telemetry.js';
import { provision } from './topology.js';
import { Use } from './use.js';
import type { DeadLetterRequest, OutgoingRecord, Transport } from './transport.js';

/** One document on one bus. */
export class ClientLink implements Link {
  readonly #parts: BusParts;
  readonly #contract: Contract;
  readonly #format: Format;
  readonly #composer: Composer;
  readonly #use: Use;
  readonly #options: ClientOptions<object>;
  readonly #asked = new Map<Subscription, Asked>();
  readonly #source: string | undefined;
  readonly #inboxes: Inboxes;
  readonly #requests: Requests;

  constructor(parts: BusParts, contract: Contract, options: ClientOptions<object>) {
    this.#parts = parts;
    this.#contract = contract;
    const codecs = new Codecs(options.codecs);
    this.#format = {
      codecs,
      upcasters: new Upcasters(options.upcasters, contract),
      unwrap: unwrapperOf(options, contract),
    };
    this.#composer = new Composer({
      contract,
      source: options.source,
      codecs,
      envelope: envelopeOf(options, contract, parts.transport),
      clock: parts.clock,
      carries: parts.transport.carries ?? 'bytes',
    });
    this.#use = new Use(options.use);
    this.#options = options;
    this.#source = options.source;
    this.#inboxes = new Inboxes(parts, contract.title);
    const own = { inboxes: this.#inboxes, composer: this.#composer, format: this.#format };
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
    const asked = { operation, reply, message, payload, options };
    const { replyTo } = options;
    if (replyTo !== undefined) return untyped(await this.#forward(asked, replyTo));
    const request = this.#use.sendsAsIs ? asked : await this.#use.beforeSend(asked);
    return untyped(await this.#requests.send(request));
  }

  subscribe(group: string, handlers: object, options: LinkSubscribeOptions = {}): Subscription {
    this.#refuseClosed();
    const { kind } = this.#parts.transport;
    const asked = channelsOf(this.#contract, handlers, {
      retry: options.retry,
      format: this.#format,
      defaults: defaultRetryOn(kind, options.order),
    });
    const name = groupOf(kind, group, asked);
    const tally = new Tally(this.#parts.counters);
    const once = this.#withInbox(name, this.#use.around(asked), { ...options, tally });
    const channels = withTelemetry(once, this.#parts.telemetry, name);
    const operations = operationsOf(channels);
    checkReplies(operations, this.#source);
    const engine = this.#engine(name, channels, { ...options, tally });
    const sources = channels.map(({ source }) => source);
    const subscription = new RunningSubscription({
      ...this.#parts,
      engine,
      tally,
      unwrap: this.#format.unwrap,
      deadLetters: this.#deadLetters([{ group: name, sources }]),
      request: {
        group: name,
        sources,
        concurrency: (options.concurrency ?? defaultConcurrency) * largestBatch(channels),
        from: options.from ?? 'latest',
        topology: options.topology,
      },
      onClosed: (closed) => {
        this.#parts.subscriptions.delete(closed);
        this.#asked.delete(closed);
      },
    });
    this.#parts.subscriptions.add(subscription);
    this.#asked.set(subscription, { group: name, operations, options });
    return subscription;
  }

  /** On a bus that keeps no history the promise of the replay rejects. */
  readonly replay = untyped((options: ReplayOptions, handlers: object): Replay => {
    this.#refuseClosed();
    const { title } = this.#contract;
    const asked = channelsOf(this.#contract, handlers, {
      retry: options.retry,
      format: this.#format,
      defaults: defaultRetry,
    });
    const channels = withTelemetry(this.#use.around(asked), this.#parts.telemetry, title);
    return new RunningReplay({
      bus: this.#parts,
      unwrap: this.#format.unwrap,
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
    const { kind } = this.#parts.transport;
    const groupIn = (operation: OperationContract): string | undefined =>
      groupFor(kind, group, operation);
    const defaults = defaultRetryOn(kind, undefined);
    return this.#deadLetters(receivingSources(this.#contract, defaults, groupIn));
  }

  async provision(
    groups: ProvisionGroups = {},
    { dryRun = false }: ProvisionOptions = {},
  ): Promise<Provisioned> {
    this.#refuseClosed();
    const { transport, connector } = this.#parts;
    if (transport.kind === 'outbox') {
      throw new TypeError('an outbox only sends: provision on the bus itself');
    }
    const request = {
      targets: targetsOf(this.#contract),
      groups: Object.entries(groups).map(([group, wanted]) => this.#provisioned(group, wanted)),
    };
    await connector.connect();
    return provision(transport.topology, request, dryRun);
  }

  /** A group as its subscription would ask for it. */
  #provisioned(group: string, wanted: ProvisionGroups[string]): DeadLetterRequest {
    const asked: ProvisionGroup = 'operations' in wanted ? wanted : { operations: wanted };
    const { kind } = this.#parts.transport;
    const handlers = Object.fromEntries(asked.operations.map((name) => [name, () => undefined]));
    const channels = channelsOf(this.#contract, handlers, {
      retry: asked.retry,
      format: this.#format,
      defaults: defaultRetryOn(kind, asked.order),
    });
    return {
      group: groupOf(kind, group, channels),
      sources: channels.map(({ source }) => source),
    };
  }

  explain(): Explanation {
    const { kind } = this.#parts.transport;
    const subscriptions = this.#asked.values();
    return explain({ contract: this.#contract, kind, client: this.#options, subscriptions });
  }

  /** Ends what waits for replies. Never rejects. */
  async close(): Promise<void> {
    this.#requests.close();
    await this.#inboxes.close();
  }

  #deadLetters(requests: readonly DeadLetterRequest[]): DeadLetters {
    return new DeadLetterBox({ ...this.#parts, requests });
  }

  #publish(draft: Draft): Promise<Receipt> {
    if (this.#use.sendsAsIs) return this.#send(draft);
    return this.#use.beforeSend(draft).then((ready) => this.#send(ready));
  }

  #send(draft: Draft): Promise<Receipt> {
    const { telemetry } = this.#parts;
    if (telemetry === undefined) return this.#hand(draft);
    return telemetry.send(draft, (composed) => this.#hand(draft, composed));
  }

  /** @param composed hears of the record before it leaves */
  #hand(draft: Draft, composed?: (record: OutgoingRecord) => void): Promise<Receipt> {
    const record = this.#composer.compose(draft);
    composed?.(record);
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
    { inbox, tally }: LinkSubscribeOptions & Counted,
  ): readonly Channel[] {
    if (inbox === undefined) return channels;
    return withInbox(channels, { inbox, group, tally, telemetry: this.#parts.telemetry });
  }

  #engine(
    group: string,
    channels: readonly Channel[],
    options: LinkSubscribeOptions & Counted,
  ): Engine {
    const { title, version } = this.#contract;
    const operations = operationsOf(channels);
    const { composer, publisher, log, telemetry } = { composer: this.#composer, ...this.#parts };
    const processor = new Processor({
      ...this.#parts,
      channels,
      group,
      tally: options.tally,
      contract: `${title} ${version}`,
      handlerTimeout: options.handlerTimeout ?? defaultHandlerTimeout,
      responder: new Responder({ composer, publisher, log, telemetry, operations, use: this.#use }),
    });
    return new Engine({
      clock: this.#parts.clock,
      concurrency: options.concurrency ?? defaultConcurrency,
      order: options.order,
      process: processor.process,
      onTroubleOver: (work) => this.#parts.troubles.end(work),
      settle: telemetry && ((work) => telemetry.settle(work, group)),
    });
  }

  /** While the bus drains, handlers may still send; nobody else may. */
  #refuseClosed(): void {
    if (!this.#parts.isClosing() || scopes.getStore()?.call !== undefined) return;
    throw new ClosedError('the bus is closed');
  }
}

/** Where a subscription counts. */
interface Counted {
  readonly tally: Tally;
}

/** Messages that one call may take. */
const largestBatch = (channels: readonly Channel[]): number =>
  Math.max(
    1,
    ...channels.flatMap(({ routes }) => [...routes.values()].map(({ batch }) => batch?.size ?? 1)),
  );

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

/** Messages of this document that come from the same process are what they are. */
const unwrapperOf = (
  { envelope = 'headers' }: ClientOptions<object>,
  { operations }: Contract,
): Format['unwrap'] => {
  const messages = Object.values(operations).flatMap(({ channel, messages: taken, reply }) => [
    ...channel.messages,
    ...taken,
    ...(reply?.messages ?? []),
  ]);
  const ours = new Set(messages);
  return (delivery) => {
    const { record } = delivery;
    return record !== undefined && ours.has(record.message) ? delivery : unwrap(delivery, envelope);
  };
};

const envelopeOf = (
  { envelope = 'headers' }: ClientOptions<object>,
  { title }: Contract,
  { kind, wire = kind }: Transport,
): Envelope =>
  envelope === 'cloudevents'
    ? { in: envelope, prefix: cloudPrefix(wire), source: encodeURIComponent(title) }
    : { in: envelope };

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
