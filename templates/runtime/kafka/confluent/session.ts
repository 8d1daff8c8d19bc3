import type { DriverConsumerOptions, GroupOffsets, Position, TopicPartition } from '../driver.js';
import { nameOf } from '../driver.js';
import type { ConsumerSession } from '../healing-consumer.js';
import { Placement } from '../placement.js';
import type { Deferred } from '../timing.js';
import { defer, within } from '../timing.js';
import type { AdminCalls } from './admin.js';
import { endsOf } from './admin.js';
import { Calls, toError } from './calls.js';
import type {
  ConfluentLibrary,
  ConsumerClient,
  LibraryError,
  Message,
  Offset,
  Properties,
} from './client.js';
import { callLimit, connectLimit, network } from './client.js';
import { Places } from './places.js';

/** Messages that are taken from the library at once. */
const atOnce = 200;
/** Milliseconds after which the library is asked without a sign from it: it counts that as life. */
const pollInterval = 1_000;
/** Milliseconds that the last commit before a rebalance may take. */
const commitLimit = 1_000;

/** What a rebalance brings, as an error; the other one is that partitions are revoked. */
const assigning = -175;

/** What the library tells of, and does not heal by itself. */
const isBroken = ({ message }: LibraryError): boolean =>
  /all broker|authentication|fatal/i.test(message);

const settings: Properties = {
  // Heartbeats come from a thread of the library. Closed in an outage, it waits as long for its last commit.
  'session.timeout.ms': 10_000,
  // Also the time that members get to join again.
  'max.poll.interval.ms': 60_000,
  'heartbeat.interval.ms': 300,
  'fetch.wait.max.ms': 100,
  'fetch.queue.backoff.ms': 50,
  'queued.max.messages.kbytes': 8_192,
};

/** One run of a consumer of @confluentinc/kafka-javascript. */
export class ConfluentSession implements ConsumerSession {
  readonly #options: DriverConsumerOptions;
  readonly #consumer: ConsumerClient;
  readonly #library: ConfluentLibrary;
  readonly #calls = new Calls();
  /** What comes from the broker is asked for beside all other calls. */
  readonly #polls = new Calls();
  readonly #places: Places;
  readonly #ended = defer<Error | undefined>();
  readonly #over = new AbortController();
  readonly #placement: Placement;
  #onJoined: () => void = () => undefined;
  #admin: AdminCalls | undefined;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #pollAgain = false;
  /** Counts what the group gave and took: what was on its way before is not ours any more. */
  #turn = 0;
  /** Where partitions go on, until no poll is under way that could bring what is outdated. */
  #positions: readonly Position[] | undefined;
  #lastCommit: Promise<void> = Promise.resolve();
  #commit: Deferred<undefined> | undefined;

  constructor(library: ConfluentLibrary, properties: Properties, options: DriverConsumerOptions) {
    this.#library = library;
    this.#options = options;
    this.#placement = new Placement(options, this.#over.signal);
    this.#places = new Places({
      records: options.records,
      fetch: (at, on) => this.#fetch(at, on),
      isLost: (at, offset) => this.#isLost(at, offset),
      broken: (error) => this.end(error),
    });
    this.#consumer = new library.KafkaConsumer(
      {
        ...network,
        ...settings,
        ...properties,
        'group.id': options.group,
        'enable.auto.commit': false,
        'enable.auto.offset.store': false,
        // Our own reads a topic also where the leader of the group does not; so does this one.
        'partition.assignment.strategy': 'roundrobin',
        'isolation.level': 'read_committed',
        rebalance_cb: (error: LibraryError, partitions: Offset[]) =>
          this.#rebalance(error, partitions),
        offset_commit_cb: (error?: LibraryError) => this.#committed(error),
        queue_non_empty_cb: () => this.#poll(),
      },
      // Where it loses its place by itself it must not skip what there is; see `Places`.
      { 'auto.offset.reset': 'earliest' },
    );
    this.#consumer.setDefaultConsumeTimeout(0);
    this.#consumer.on('event.error', (error) => {
      if (isBroken(error)) this.end(toError(error));
    });
  }

  async run(topics: readonly string[], onJoined: () => void): Promise<Error | undefined> {
    this.#onJoined = onJoined;
    this.#start(topics).catch((error: unknown) => this.end(toError(error)));
    return this.#ended.promise;
  }

  async #start(topics: readonly string[]): Promise<void> {
    await this.#calls.run((done) => this.#consumer.connect({ timeout: connectLimit }, done));
    if (this.#over.signal.aborted) return;
    const client = this.#library.AdminClient.createFrom(this.#consumer);
    this.#admin = { calls: this.#calls, client };
    this.#consumer.subscribe([...topics]);
    this.#timer = setInterval(() => this.#poll(), pollInterval);
    this.#poll();
  }

  end(reason: Error | undefined): void {
    this.#over.abort();
    clearInterval(this.#timer);
    this.#commit?.reject(new Error('the consumer has ended'));
    this.#ended.resolve(reason);
  }

  async leave(): Promise<void> {
    await Promise.all([this.#calls.close(), this.#polls.close()]);
    if (!this.#consumer.isConnected()) return;
    await new Promise<void>((resolve) => {
      this.#consumer.disconnect(() => resolve());
    });
  }

  /** One at a time: the answer does not say what it is the answer to. */
  commit(positions: readonly Position[]): Promise<void> {
    const turn = this.#lastCommit.then(() => this.#commitNow(positions));
    this.#lastCommit = turn.catch(() => undefined);
    return turn;
  }

  async #commitNow(positions: readonly Position[]): Promise<void> {
    if (this.#over.signal.aborted) throw new Error('the consumer has ended');
    const offsets = positions.map(({ topic, partition, offset, note }) => ({
      ...{ topic, partition, offset: Number(offset) },
      ...(note !== undefined && { metadata: note }),
    }));
    const answer = defer<undefined>();
    this.#commit = answer;
    try {
      this.#consumer.commit(offsets);
      await answer.promise;
    } finally {
      this.#commit = undefined;
    }
  }

  #committed(error: LibraryError | undefined): void {
    if (error === undefined) this.#commit?.resolve(undefined);
    else this.#commit?.reject(toError(error));
  }

  pause(partition: TopicPartition): void {
    this.#places.pause(partition);
  }

  resume(partition: TopicPartition): void {
    this.#places.resume(partition);
  }

  #fetch({ topic, partition }: TopicPartition, on: boolean): void {
    if (this.#over.signal.aborted) return;
    if (on) this.#consumer.resume([{ topic, partition }]);
    else this.#consumer.pause([{ topic, partition }]);
  }

  /** Called by the library, which takes no errors and waits for `assign` or `unassign`. */
  #rebalance(error: LibraryError, partitions: readonly Offset[]): void {
    const step = error.code === assigning ? this.#join(partitions) : this.#leaveGroup();
    step.catch((problem: unknown) => this.end(toError(problem)));
  }

  async #join(partitions: readonly Offset[]): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#over.signal.aborted) {
      this.#consumer.unassign();
      return;
    }
    // The group need not wait for us to know where we go on.
    this.#consumer.assign([]);
    await this.#placement.find(partitions, this.#offsets(), (positions) => {
      if (turn !== this.#turn) return;
      this.#positions = positions;
      this.#poll();
      this.#onJoined();
    });
  }

  async #leaveGroup(): Promise<void> {
    if (!this.#over.signal.aborted) {
      this.#options.rebalancing();
      await new Promise((resolve) => setImmediate(resolve));
      await within(commitLimit, this.#lastCommit);
    }
    this.#turn += 1;
    this.#positions = undefined;
    this.#places.set([]);
    this.#consumer.unassign();
  }

  #poll(): void {
    this.#pollAgain = true;
    if (this.#polling) return;
    this.#polling = true;
    this.#pollOn().catch((error: unknown) => this.end(toError(error)));
  }

  async #pollOn(): Promise<void> {
    while (this.#pollAgain && !this.#over.signal.aborted) {
      this.#pollAgain = false;
      this.#assign();
      const turn = this.#turn;
      const messages = await this.#polls.run<Message[]>((done) =>
        this.#consumer.consume(atOnce, done),
      );
      if (messages.length > 0) this.#pollAgain = true;
      if (turn === this.#turn && !this.#over.signal.aborted) this.#places.take(messages);
    }
    // At once: a sign that came before it would be missed.
    this.#polling = false;
  }

  /** Only between two polls, so that what a poll brings is of one assignment. */
  #assign(): void {
    const positions = this.#positions;
    if (positions === undefined) return;
    this.#positions = undefined;
    this.#places.set(positions);
    this.#consumer.assign(
      positions.map(({ topic, partition, offset }) => ({
        ...{ topic, partition, offset: Number(offset) },
      })),
    );
  }

  #offsets(): GroupOffsets {
    return {
      committed: async (partitions) => {
        const found = await this.#askCommitted(partitions);
        return new Map(
          partitions.map((at) => {
            const { offset = -1 } = found.get(nameOf(at)) ?? {};
            return [nameOf(at), offset < 0 ? undefined : BigInt(offset)];
          }),
        );
      },
      notes: async (partitions) =>
        new Map(
          Array.from(await this.#askCommitted(partitions), ([name, { metadata }]) => [
            name,
            metadata ?? '',
          ]),
        ),
      ends: (topic) => this.#ends(topic),
    };
  }

  async #askCommitted(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, Offset>> {
    if (partitions.length === 0) return new Map();
    const wanted = partitions.map(({ topic, partition }) => ({ topic, partition }));
    const found = await this.#calls.run<(Offset | Error)[]>((done) =>
      this.#consumer.committed(wanted, callLimit.timeout, done),
    );
    return new Map(
      found.map((at) => {
        if (at instanceof Error) throw at;
        return [nameOf(at), at];
      }),
    );
  }

  async #ends(topic: string) {
    if (this.#admin === undefined) throw new Error('not connected');
    return endsOf(this.#admin, topic);
  }

  async #isLost({ topic, partition }: TopicPartition, offset: bigint): Promise<boolean> {
    const end = (await this.#ends(topic)).get(partition);
    return end !== undefined && offset < end.first;
  }
}
