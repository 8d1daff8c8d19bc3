import type { DriverConsumerOptions, GroupOffsets, Position, TopicPartition } from '../driver.js';
import { nameOf } from '../driver.js';
import type { ConsumerSession } from '../healing-consumer.js';
import { Placement } from '../placement.js';
import { spread } from '../spread.js';
import { defer } from '../timing.js';
import type {
  Connection,
  ConsumerClient,
  ConsumerOptions,
  GroupTuning,
  Joined,
  PartitionAssigner,
  PlatformaticLibrary,
} from './client.js';
import { Fetcher } from './fetcher.js';
import { Notes } from './notes.js';

/** Milliseconds that a fetch waits at the broker for something to come. */
const maxWait = 100;
const maxBytes = 1_048_576;

interface Settings {
  readonly connection: Connection;
  readonly tuning: GroupTuning;
}

interface SessionOptions extends DriverConsumerOptions {
  /**
   * A member that crashed and perhaps could not leave, since its broker was away: we come back as it,
   * or the group would wait until its session has ended.
   */
  readonly crashed: string | undefined;
}

type CommitOffsets = Parameters<ConsumerClient['commit']>[0]['offsets'];

/**
 * One run of a @platformatic/kafka consumer. The library is used for the group, its commits and
 * single fetches; its stream of messages is not, as one full partition would hold up all others.
 */
export class PlatformaticSession implements ConsumerSession {
  readonly #member: ConsumerClient;
  /** Never joins. It has connections of its own: fetches would hold up heartbeats. */
  readonly #reader: ConsumerClient;
  readonly #fetcher: Fetcher;
  readonly #ended = defer<Error | undefined>();
  readonly #over = new AbortController();
  readonly #placement: Placement;
  readonly #commits = new Set<CommitOffsets>();
  readonly #notes: Notes | undefined;
  #onJoined: () => void = () => undefined;
  /** What the group calls us, once we have joined. */
  memberId: string | undefined;

  constructor(library: PlatformaticLibrary, settings: Settings, options: SessionOptions) {
    this.#placement = new Placement(options, this.#over.signal);
    const consumer = optionsOf(settings, options.group);
    this.#member = new library.Consumer(consumer);
    this.#member.memberId = options.crashed ?? null;
    this.#reader = new library.Consumer(consumer);
    this.#notes = Notes.of(library, this.#member, options.group);
    this.#fetcher = new Fetcher({
      client: this.#reader,
      maxWait: settings.tuning.maxWaitTime ?? maxWait,
      maxBytes: settings.tuning.maxBytesPerPartition ?? maxBytes,
      signal: this.#over.signal,
      records: options.records,
      broken: (error) => this.end(error),
    });
    this.#member.on('consumer:group:join', (group) => this.#join(group));
    this.#member.on('consumer:group:rebalance', () => options.rebalancing());
    this.#member.on('consumer:heartbeat:stalled', () => this.end(new Error('no heartbeat')));
    for (const client of [this.#member, this.#reader]) {
      client.on('error', (error) => this.end(error));
    }
  }

  async run(topics: readonly string[], onJoined: () => void): Promise<Error | undefined> {
    this.#onJoined = onJoined;
    this.#member.topics.trackAll(...topics);
    this.#reader.topics.trackAll(...topics);
    this.#member.joinGroup().catch((error: unknown) => this.end(asError(error)));
    return this.#ended.promise;
  }

  end(reason: Error | undefined): void {
    this.#over.abort();
    this.#ended.resolve(reason);
  }

  async leave(): Promise<void> {
    await Promise.allSettled([this.#member.close(), this.#reader.close()]);
  }

  async commit(positions: readonly Position[]): Promise<void> {
    if (positions.some(({ note }) => note !== undefined)) {
      await this.#notes?.write(positions);
      return;
    }
    const offsets = positions.map((position) => ({ ...position, leaderEpoch: -1 }));
    this.#commits.add(offsets);
    try {
      await this.#member.commit({ offsets });
    } finally {
      this.#commits.delete(offsets);
    }
  }

  pause(partition: TopicPartition): void {
    this.#fetcher.pause(partition);
  }

  resume(partition: TopicPartition): void {
    this.#fetcher.resume(partition);
  }

  #join({ memberId, assignments = [] }: Joined): void {
    this.memberId = memberId;
    this.#fetcher.place([]);
    // When the group refuses a commit the library joins again and then repeats it: by now the
    // partitions may be another member's, so nothing must be left to repeat.
    for (const offsets of this.#commits) offsets.length = 0;
    const partitions = assignments.flatMap(({ topic, partitions: numbers }) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    void this.#placement.find(partitions, this.#offsets(), (positions) => {
      this.#fetcher.place(positions);
      this.#onJoined();
    });
  }

  #offsets(): GroupOffsets {
    const notes = this.#notes;
    return {
      committed: (partitions) => this.#committed(partitions),
      ...(notes !== undefined && { notes: (partitions) => notes.read(partitions) }),
      ends: async (topic) => {
        const [low, high] = await Promise.all(
          [-2n, -1n].map((timestamp) => this.#reader.listOffsets({ topics: [topic], timestamp })),
        );
        const first = low?.get(topic) ?? [];
        return new Map(
          (high?.get(topic) ?? []).map((next, i) => [i, { first: first[i] ?? 0n, next }]),
        );
      },
    };
  }

  async #committed(
    partitions: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, bigint | undefined>> {
    if (partitions.length === 0) return new Map();
    const topics = [...new Set(partitions.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: partitions.filter((one) => one.topic === topic).map((one) => one.partition),
    }));
    const found = await this.#member.listCommittedOffsets({ topics });
    return new Map(
      partitions.map((at) => {
        const offset = found.get(at.topic)?.[at.partition];
        return [nameOf(at), offset === undefined || offset < 0n ? undefined : offset];
      }),
    );
  }
}

const optionsOf = ({ connection, tuning }: Settings, groupId: string): ConsumerOptions => ({
  ...connection,
  sessionTimeout: 30_000,
  rebalanceTimeout: 60_000,
  heartbeatInterval: 300,
  ...tuning,
  groupId,
  retries: 3,
  retryDelay: 200,
  // Read committed: what a transaction took back is not given to handlers.
  isolationLevel: 1,
  // The name and format of our assigner for kafkajs, so that both can share a group.
  protocols: [{ name: 'RoundRobinAssigner', version: 0 }],
  partitionAssigner: fairAssigner,
});

/** The library's own leaves a topic unread that the leader of the group does not read. */
const fairAssigner: PartitionAssigner = (_, members, __, metadata) => {
  const readers = Array.from(members.values(), ({ memberId, topics = [] }) => ({
    memberId,
    topics: new Set(topics),
  }));
  const topics = Array.from(metadata.topics, ([topic, { partitionsCount }]) => ({
    topic,
    partitions: Array.from({ length: partitionsCount }, (___, i) => i),
  })).sort((a, b) => (a.topic < b.topic ? -1 : 1));
  return spread(readers, topics).map(({ memberId, assigned }) => ({
    memberId,
    assignments: new Map(
      Array.from(assigned, ([topic, partitions]) => [topic, { topic, partitions }]),
    ),
  }));
};

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
