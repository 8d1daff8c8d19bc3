import type { Position, TopicPartition } from '../driver.js';
import { nameOf } from '../driver.js';
import type { Broker, ConsumerClient, PlatformaticLibrary } from './client.js';

/** `{ topic, … }` by topic, as requests of the protocol want it. */
function byTopic<At extends TopicPartition>(all: readonly At[]): Map<string, At[]> {
  const topics = new Map<string, At[]>();
  for (const at of all) topics.set(at.topic, [...(topics.get(at.topic) ?? []), at]);
  return topics;
}

/**
 * Texts that are committed with offsets. The library's own commit writes none, so these are requests
 * of the protocol, which it has as well, on the connection that its group uses.
 */
export class Notes {
  readonly #commit: NonNullable<PlatformaticLibrary['offsetCommitV8']>;
  readonly #fetch: NonNullable<PlatformaticLibrary['offsetFetchV8']>;
  readonly #member: ConsumerClient;
  readonly #group: string;

  /** `undefined` when we were not given what it takes. */
  static of(library: PlatformaticLibrary, member: ConsumerClient, group: string) {
    const { offsetCommitV8, offsetFetchV8 } = library;
    if (offsetCommitV8 === undefined || offsetFetchV8 === undefined) return undefined;
    return new Notes({ offsetCommitV8, offsetFetchV8 }, member, group);
  }

  private constructor(
    requests: Required<Pick<PlatformaticLibrary, 'offsetCommitV8' | 'offsetFetchV8'>>,
    member: ConsumerClient,
    group: string,
  ) {
    this.#commit = requests.offsetCommitV8;
    this.#fetch = requests.offsetFetchV8;
    this.#member = member;
    this.#group = group;
  }

  /** Once: what the group refuses is not tried again, as by then it may be another member's. */
  async write(positions: readonly Position[]): Promise<void> {
    // Now, and not after the wait: a later generation knows nothing of these positions.
    const { generationId, memberId } = this.#member;
    const coordinator = await this.#coordinator();
    const topics = Array.from(byTopic(positions), ([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map(({ partition, offset, note }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedLeaderEpoch: -1,
        committedMetadata: note ?? null,
      })),
    }));
    await this.#commit.api.async(
      coordinator,
      this.#group,
      generationId,
      memberId ?? '',
      null,
      topics,
    );
  }

  /** By partition; those that are not empty. */
  async read(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, string>> {
    const coordinator = await this.#coordinator();
    const topics = Array.from(byTopic(partitions), ([name, ofTopic]) => ({
      name,
      partitionIndexes: ofTopic.map(({ partition }) => partition),
    }));
    const request = [{ groupId: this.#group, memberEpoch: -1, topics }];
    const { groups } = await this.#fetch.api.async(coordinator, request, false);
    return new Map(
      groups
        .flatMap((group) => group.topics)
        .flatMap(({ name, partitions: found }) =>
          found.flatMap(({ partitionIndex, metadata }): [string, string][] =>
            metadata ? [[nameOf({ topic: name, partition: partitionIndex }), metadata]] : [],
          ),
        ),
    );
  }

  async #coordinator(): Promise<Broker> {
    const id = await this.#member.findGroupCoordinator();
    const connection = (await this.#member.connectToBrokers([id])).get(id);
    if (connection === undefined) throw new Error(`no connection to the coordinator ${id}`);
    return connection;
  }
}
