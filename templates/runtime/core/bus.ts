import type { Contract } from '../contract.js';
import type { Link } from '../client.js';
import { ClosedError } from '../errors.js';
import type { Logger } from '../log.js';
import type {
  Bus,
  BusKind,
  BusOptions,
  BusStatus,
  ClientOptions,
  CloseOptions,
  ConnectOptions,
  Health,
  MessageContext,
} from '../types.js';
import type { BusParts } from './bus-parts.js';
import { ClientLink } from './client-link.js';
import type { Clock } from './clock.js';
import { systemClock } from './clock.js';
import { Connector } from './connector.js';
import { tie } from './core-of.js';
import { newCounters } from './counters.js';
import { Deadlines } from './deadlines.js';
import { drainLimits, within } from './drain.js';
import { traceIn } from './envelope/trace.js';
import { guardedLogger } from './guard.js';
import { uuidv7 } from './ids.js';
import { jsonLogger } from './json-logger.js';
import type { RunningSubscription } from './receive/subscription.js';
import { scopes } from './scope.js';
import { Publisher } from './send/publisher.js';
import { Window } from './send/window.js';
import { Status } from './status.js';
import { Telemetry } from './telemetry/telemetry.js';
import type { Transport } from './transport.js';
import { Troubles } from './troubles.js';

const defaultTimeout = 30_000;
const defaultWindow = 1_000;

/**
 * A bus over a transport: what `memoryBus`, `kafkaBus` and `amqpBus` return. Its life cycle is the
 * same on all of them.
 */
export class TransportBus<Kind extends BusKind> implements Bus<Kind> {
  readonly kind: Kind;
  readonly #parts: BusParts;
  readonly #status: Status;
  readonly #window: Window;
  readonly #links = new Set<ClientLink>();
  readonly #listeners = new Set<(health: Health) => void>();
  /** Resolves when a handler closes the bus: to wait for all messages would be to wait for itself. */
  readonly #calledByHandler: Promise<void>;
  #hurry: () => void = () => undefined;
  #told: string | undefined;
  #wasWrong = false;
  #closing: Promise<void> | undefined;

  constructor(
    transport: Transport & { readonly kind: Kind },
    options: BusOptions & { readonly clock?: Clock; readonly shared?: Telemetry | undefined } = {},
  ) {
    this.kind = transport.kind;
    this.#calledByHandler = new Promise((resolve) => {
      this.#hurry = resolve;
    });
    const clock = options.clock ?? systemClock;
    const counters = newCounters();
    const onError = (): void => {
      counters.callbackErrors += 1;
    };
    const log = guardedLogger(options.log ?? jsonLogger, onError);
    const subscriptions = new Set<RunningSubscription>();
    const { telemetry: api, shared } = options;
    const telemetry =
      api === undefined
        ? shared
        : new Telemetry({ api, clock, onError, kind: this.kind, consumers: () => subscriptions });
    const troubles = new Troubles(() => this.#tell());
    this.#status = new Status(() => troubles.reason);
    this.#window = new Window(options.unconfirmed ?? defaultWindow, options.overflow ?? 'wait');
    const deadlines = new Deadlines(clock);
    const connector = new Connector({ transport, clock, log });
    const timeout = options.publishTimeout ?? defaultTimeout;
    const sending = { transport, connector, window: this.#window, deadlines, counters, timeout };
    this.#parts = {
      transport,
      connector,
      publisher: new Publisher(sending),
      clock,
      deadlines,
      counters,
      troubles,
      log,
      telemetry,
      subscriptions,
      isClosing: () => this.#closing !== undefined,
    };
    tie(this, {
      attach: (contract, more) => this.#attach(contract, more),
      publish: (record) => this.#parts.publisher.publish(record, {}, undefined),
      clock,
      log,
      telemetry,
    });
    this.#startTransport(transport, log);
  }

  connect({ failFast = false }: ConnectOptions = {}): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(new ClosedError('the bus is closed'));
    const { connector } = this.#parts;
    return failFast ? connector.tryOnce() : connector.connect();
  }

  health(): Health {
    const { reason } = this.#status;
    let inFlight = 0;
    let waiting = 0;
    for (const subscription of this.#parts.subscriptions) {
      inFlight += subscription.inFlight;
      waiting += subscription.waiting;
    }
    return {
      status: this.#status.status,
      ...(reason === undefined ? {} : { reason }),
      inFlight,
      waiting,
      unconfirmed: this.#window.used,
      counters: { ...this.#parts.counters },
    };
  }

  onStatus(listener: (health: Health) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  withContext<Result>(context: MessageContext, work: () => Result): Result {
    const { correlationId, causationId } = context;
    // A handler stays a handler: what it may do while the bus closes does not change.
    const outer = scopes.getStore();
    const trace = traceIn(context) ?? outer?.trace;
    return scopes.run({ correlationId, causationId, trace, call: outer?.call }, work);
  }

  context(): MessageContext {
    const {
      correlationId = uuidv7(this.#parts.clock.now()),
      causationId,
      trace,
    } = scopes.getStore() ?? {};
    return { correlationId, ...(causationId !== undefined && { causationId }), ...trace };
  }

  close(options: CloseOptions = {}): Promise<void> {
    const call = scopes.getStore()?.call;
    if (call !== undefined) {
      for (const subscription of this.#parts.subscriptions) subscription.excuse(call);
      this.#hurry();
    }
    // One step later, so that `#closing` is set before anything sees that the bus closes.
    this.#closing ??= Promise.resolve().then(() => this.#close(options));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** For a transport that sees where messages go: one went nowhere. */
  protected countUnrouted(): void {
    this.#parts.counters.unrouted += 1;
  }

  #attach(contract: Contract, options: ClientOptions<object>): Link {
    const link = new ClientLink(this.#parts, contract, options);
    this.#links.add(link);
    return link;
  }

  #startTransport(transport: Transport, log: Logger): void {
    transport.start({
      log,
      status: (state, reason) => {
        this.#status.transport(state, reason);
        this.#tell();
      },
    });
  }

  /** Promise P9, within `drain` + 5 s whatever the broker does. Never rejects. */
  async #close(options: CloseOptions): Promise<void> {
    const { clock, connector, deadlines, log, telemetry, transport } = this.#parts;
    const { limit } = drainLimits(options);
    const end = clock.elapsed() + limit;
    this.#status.close('closing');
    this.#tell();
    if (!(await within(clock, limit, this.#drain(options)))) {
      log.warn({ limit }, 'closing took too long, the rest is cut off');
    }
    connector.stop();
    const left = Math.max(500, end - clock.elapsed());
    await within(clock, left, transport.close(left));
    deadlines.clear();
    if (this.kind !== 'outbox') telemetry?.close();
    this.#status.close('closed');
    this.#tell();
    this.#listeners.clear();
  }

  /** Handlers first, as they may send; then what they sent; then nobody waits for replies. */
  async #drain(options: CloseOptions): Promise<void> {
    const { clock, connector, publisher, subscriptions, transport } = this.#parts;
    const { drain } = drainLimits(options);
    const end = clock.elapsed() + drain;
    if (transport.settled !== undefined) {
      await within(clock, drain, Promise.race([transport.settled(), this.#calledByHandler]));
    }
    const left = Math.max(0, end - clock.elapsed());
    await Promise.all([...subscriptions].map((one) => one.close({ drain: left })));
    transport.abandon?.();
    connector.stop();
    await Promise.all([publisher.close(), ...[...this.#links].map((link) => link.close())]);
  }

  /** What somebody has to look into, and its end. */
  #logState(status: BusStatus, reason: string | undefined): void {
    const { log } = this.#parts;
    const isWrong = status === 'recovering' || status === 'blocked' || status === 'degraded';
    if (isWrong) log.warn({ reason }, `the bus is ${status}`);
    else if (this.#wasWrong && status === 'ready') log.info({}, 'the bus is ready again');
    this.#wasWrong = isWrong;
  }

  #tell(): void {
    const { status, reason } = this.#status;
    const news = `${status} ${reason ?? ''}`;
    if (news === this.#told) return;
    this.#told = news;
    this.#logState(status, reason);
    const health = this.health();
    for (const listener of this.#listeners) {
      try {
        listener(health);
      } catch (error) {
        this.#parts.counters.callbackErrors += 1;
        this.#parts.log.warn({ err: error }, 'a status listener threw');
      }
    }
  }
}
