import { randomUUID } from 'node:crypto';
import type {
  Cancel,
  ConsumeRequest,
  DeadLetterCursor,
  DeadLetterRequest,
  Headers,
  Intake,
  OutgoingRecord,
  ReplayCursor,
  ReplayRequest,
  ReplyInbox,
  ReplyRequest,
  Target,
  Transport,
  TransportHost,
  TransportTopology,
} from '../core/transport.js';
import {
  ClosedError,
  DeliveryError,
  NotConnectedError,
  PublishError,
  PublishTimeoutError,
  TopologyMismatchError,
  UnroutableError,
} from '../errors.js';
import { Anteroom } from './anteroom.js';
import { KafkaDeadLetters } from './dead-letters.js';
import type { Copy, SourceTopic } from './delivery.js';
import type { Driver, DriverRecord, ReceivedRecord, TopicInfo } from './driver.js';
import { TopicFollower, withFollower } from './follower.js';
import { copyHeaders, toText } from './headers.js';
import type { IntakeOptions } from './intake.js';
import { KafkaIntake } from './intake.js';
import { kafkaJsDriver } from './kafkajs-driver.js';
import type { KafkaOptions } from './options.js';
import { defaultMaxBytes, defaultTopicRefresh } from './options.js';
import { Producer } from './producer.js';
import { wantedTopics } from './provision.js';
import { KafkaReplay } from './replay.js';
import { openReplies } from './replies.js';
import { placeFor } from './retry-topic.js';
import { SubscribedTopics, deadLetterTopic } from './subscription.js';
import { assertTopic, encodeLiteral, topicOf } from './topic-name.js';
import type { OffsetLostPolicy } from './starts.js';
import { within } from './timing.js';
import { Topics, specOf } from './topics.js';

/** Kafka, through the driver of the caller's client. DELIVERY section 4, "Kafka". */
export class KafkaTransport implements Transport {
  readonly kind = 'kafka';
  readonly #driver: Driver;
  readonly #topics: Topics;
  readonly #producer: Producer;
  /** For topics of others that come and go: their inboxes for replies. */
  readonly #replier: Producer;
  readonly #anteroom = new Anteroom();
  readonly #topicRefresh: number;
  readonly #crashGuard: boolean;
  readonly #onOffsetLost: OffsetLostPolicy;
  readonly #intakes = new Set<Intake>();
  readonly #inboxes = new Set<ReplyInbox>();
  #host: TransportHost | undefined;
  #connecting: Promise<void> | undefined;
  #state: 'connecting' | 'ready' | 'recovering' = 'connecting';
  readonly #ending = new AbortController();

  /** @throws TypeError when the driver cannot do what the options ask for */
  constructor(options: KafkaOptions) {
    const driver = options.driver ?? kafkaJsDriver(options.client, options.consumer ?? {});
    const maxBytes = options.maxBytes ?? defaultMaxBytes;
    const trouble = (error: Error | undefined): void => this.#trouble(error);
    this.#driver = driver;
    this.#topics = new Topics(driver.admin, options.topology ?? 'create');
    this.#producer = new Producer({ driver, patient: true, maxBytes, trouble });
    this.#replier = new Producer({ driver, patient: false, maxBytes, trouble: () => undefined });
    this.#topicRefresh = options.topicRefresh ?? defaultTopicRefresh;
    this.#crashGuard = options.crashGuard ?? false;
    if (this.#crashGuard && !driver.keepsNotes) {
      throw new TypeError('crashGuard: this driver cannot commit notes; see `platformaticDriver`');
    }
    this.#onOffsetLost = options.onOffsetLost ?? 'earliest';
  }

  start(host: TransportHost): void {
    this.#host = host;
  }

  get #hosted(): TransportHost {
    if (this.#host === undefined) throw new TypeError('the transport was not started');
    return this.#host;
  }

  async connect(): Promise<void> {
    if (this.#ending.signal.aborted) throw closedError();
    // kafkajs goes on trying for ten seconds, also when the bus closes meanwhile.
    this.#connecting ??= giveUp(this.#ending.signal, closedError, this.#connect());
    await this.#connecting;
  }

  async #connect(): Promise<void> {
    this.#hosted.status('connecting');
    try {
      await Promise.all([this.#driver.admin.connect(), this.#producer.connect()]);
      this.#become('ready');
    } catch (error) {
      this.#connecting = undefined;
      throw new NotConnectedError(`no connection to Kafka: ${String(error)}`, { cause: error });
    }
  }

  #trouble(error: Error | undefined): void {
    if (this.#ending.signal.aborted) return;
    if (error === undefined) this.#become('ready');
    else if (this.#state !== 'connecting') this.#become('recovering', error.message);
  }

  #become(state: 'ready' | 'recovering', reason?: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#hosted.status(state, reason);
  }

  publish(record: OutgoingRecord, signal?: Cancel): Promise<void> {
    try {
      const { target } = record;
      const topic = topicFor(target);
      const known = this.#anteroom.has(topic) ? undefined : this.#topics.recall(topic);
      if (known === undefined) return this.#publishFirst(record, topic, signal);
      return this.#producerFor(target).publish(topic, toRecord(record), known.partitions, signal);
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  /** To a topic that we do not know yet. */
  #publishFirst(record: OutgoingRecord, topic: string, signal: Cancel | undefined): Promise<void> {
    const { target } = record;
    const publish = ({ partitions }: TopicInfo): Promise<void> =>
      this.#producerFor(target).publish(topic, toRecord(record), partitions, signal);
    const guest = { publish, signal, givenUp: notSentYet };
    return this.#anteroom.join(topic, guest, () => this.#route(target, topic));
  }

  #producerFor({ to }: Target): Producer {
    return to === 'inbox' ? this.#replier : this.#producer;
  }

  /** Finds out how many partitions the topic has, and makes it if need be; nothing is written. */
  async #route(target: Target, topic: string): Promise<TopicInfo> {
    await this.connect();
    try {
      if (target.to === 'channel') return await this.#topics.ensure(topic, specOf(target.channel));
      const info = await this.#topics.find(topic);
      if (info !== undefined) return info;
    } catch (error) {
      throw toNotSent(topic, error);
    }
    throw new UnroutableError(`there is no topic ${topic} to reply to`);
  }

  async consume(request: ConsumeRequest): Promise<Intake> {
    await this.connect();
    const subscribed = new SubscribedTopics(request, this.#topics);
    const intake = new KafkaIntake({
      ...this.#intakeOptions(request.group, request),
      from: request.from,
      commits: true,
      crashGuard: this.#crashGuard,
      onOffsetLost: this.#onOffsetLost,
      concurrency: request.concurrency,
      revoke: request.revoke,
      hold: request.hold,
      copy: (from, { record }, copy) => this.#copy(placeOf(from, request.group, copy), record),
    });
    const follow = new TopicFollower(subscribed, intake, this.#topicRefresh, this.#hosted.log);
    const both: Intake = withFollower(intake, follow, () => this.#intakes.delete(both));
    this.#intakes.add(both);
    try {
      await follow.start();
      if (subscribed.hasPatterns) follow.watch(this.#topics);
      return both;
    } catch (error) {
      await both.close();
      throw toConnectionError(error);
    }
  }

  #intakeOptions(group: string, { deliver }: Pick<IntakeOptions, 'deliver'>) {
    return {
      driver: this.#driver,
      log: this.#hosted.log,
      group,
      deliver,
      trouble: (error: Error | undefined): void => this.#trouble(error),
    };
  }

  #copy({ topic, headers }: Place, record: ReceivedRecord): Promise<void> {
    const { key, value } = record;
    return this.#publishCopy(topic, { key, value, headers: copyHeaders(headers, record) });
  }

  async #publishCopy(topic: string, record: DriverRecord): Promise<void> {
    const info = await this.#topics.find(topic);
    if (info === undefined) throw new UnroutableError(`there is no topic ${topic}`);
    await this.#producer.publish(topic, record, info.partitions, undefined);
  }

  async openReplay(request: ReplayRequest): Promise<ReplayCursor> {
    await this.connect();
    const group = encodeLiteral(request.group);
    const topics = await new SubscribedTopics(request, this.#topics).present();
    return KafkaReplay.open(this.#driver, { ...request, group }, topics);
  }

  async openDeadLetters(request: DeadLetterRequest): Promise<DeadLetterCursor> {
    await this.connect();
    const { group } = request;
    const topics = await new SubscribedTopics(request, this.#topics).deadLetters();
    const publish = (topic: string, record: DriverRecord): Promise<void> =>
      this.#publishCopy(topic, record);
    return new KafkaDeadLetters({ driver: this.#driver, group, topics, publish });
  }

  async openReplies(request: ReplyRequest): Promise<ReplyInbox> {
    await this.connect();
    const id = randomUUID();
    const inbox = await openReplies(
      request,
      {
        topics: this.#topics,
        admin: this.#driver.admin,
        createIntake: (deliver, group) =>
          new KafkaIntake({
            ...this.#intakeOptions(group, { deliver }),
            from: 'latest',
            commits: false,
            crashGuard: false,
            onOffsetLost: 'latest',
            concurrency: 100,
            revoke: () => undefined,
            hold: () => undefined,
            copy: () => Promise.reject(new Error('replies have no dead letters')),
          }),
      },
      id,
    );
    this.#inboxes.add(inbox);
    return inbox;
  }

  readonly topology: TransportTopology = {
    inspect: async (request) => this.#topics.inspect(await wantedTopics(request, this.#topics)),
    make: async (request) => {
      for (const { topic, spec } of await wantedTopics(request, this.#topics)) {
        await this.#topics.ensure(topic, spec, 'create');
      }
    },
  };

  async close(limit: number): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    const end = Date.now() + limit;
    const readers = [...this.#intakes, ...this.#inboxes].map((one) => one.close());
    await within((end - Date.now()) * 0.6, Promise.allSettled(readers));
    const producers = [this.#producer.close(), this.#replier.close()];
    await within((end - Date.now()) * 0.6, Promise.allSettled(producers));
    this.#producer.abort();
    this.#replier.abort();
    await within(end - Date.now(), this.#driver.admin.disconnect());
  }
}

/** Where a copy goes. */
interface Place {
  readonly topic: string;
  readonly headers: Headers;
}

const placeOf = (from: SourceTopic, group: string, { headers, wait }: Copy): Place => {
  if (wait === undefined) return { topic: deadLetterTopic(from, group), headers };
  const { topic, notBefore } = placeFor(from, group, wait);
  return { topic, headers: { ...headers, ...notBefore } };
};

function toRecord({ key, headers, body }: OutgoingRecord): DriverRecord {
  return {
    key,
    value: body,
    headers: toText(headers),
  };
}

const topicFor = (target: Target): string =>
  target.to === 'channel' ? topicOf(target.channel, target.params) : assertTopic(target.address);

/** What stands in the way of a publish: the topology, or the connection. */
const toNotSent = (topic: string, error: unknown): Error =>
  error instanceof TopologyMismatchError
    ? new UnroutableError(`topic ${topic}: ${error.message}`, { cause: error })
    : toConnectionError(error);

/** Errors of the client library: whoever gets them tries again. Ours are final. */
const toConnectionError = (error: unknown): Error =>
  error instanceof DeliveryError
    ? error
    : new NotConnectedError(`Kafka: ${String(error)}`, { cause: error });

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

const closedError = (): ClosedError => new ClosedError('the bus is closed');

const notSentYet = (reason: unknown): PublishError =>
  reason instanceof Error && reason.name === 'TimeoutError'
    ? new PublishTimeoutError('not sent in time', 'not-sent', { cause: reason })
    : new PublishError('gave up before it was sent', 'not-sent', { cause: reason });

/** Waits for what comes before a write, or rejects at once when `signal` aborts. */
async function giveUp<Value>(
  signal: Cancel | undefined,
  toError: (reason: unknown) => Error,
  work: Promise<Value>,
): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(toError(signal.reason));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const end = (): void => signal.removeEventListener('abort', onAbort);
    work.then(resolve, reject).then(end, end);
  });
}
