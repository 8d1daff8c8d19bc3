import { UnroutableError } from '../../errors.js';
import type { DriverAdmin, TopicInfo, TopicSpec } from '../driver.js';
import { nameOf } from '../driver.js';
import { isUnknownTopic, refusedTopic } from '../protocol-errors.js';
import { Calls, toError } from './calls.js';
import type {
  AdminClient,
  ConfluentLibrary,
  LibraryError,
  ProducerClient,
  Properties,
  TopicDescription,
} from './client.js';
import { callLimit, connectLimit, network } from './client.js';

/** Timestamps that Kafka's ListOffsets takes for the first and the next offset. */
const first = -2;
const next = -1;

/** An admin of the library on the connections of another client. */
export interface AdminCalls {
  readonly client: AdminClient;
  readonly calls: Calls;
}

/** Its own would block this thread when it disconnects: it stands on a producer that sends nothing. */
class OwnAdmin implements AdminCalls {
  readonly calls = new Calls();
  readonly connected: Promise<void>;
  readonly #producer: ProducerClient;
  readonly #library: ConfluentLibrary;
  #client: AdminClient | undefined;

  constructor(library: ConfluentLibrary, properties: Properties) {
    this.#library = library;
    this.#producer = new library.Producer({ ...network, ...properties });
    this.connected = this.#connect();
  }

  async #connect(): Promise<void> {
    await this.calls.run((done) => this.#producer.connect({ timeout: connectLimit }, done));
    this.#producer.setPollInBackground(true);
  }

  get client(): AdminClient {
    this.#client ??= this.#library.AdminClient.createFrom(this.#producer);
    return this.#client;
  }

  async close(): Promise<void> {
    await this.calls.close();
    if (!this.#producer.isConnected()) return;
    await new Promise<void>((resolve) => {
      this.#producer.disconnect(0, () => resolve());
    });
  }
}

export function createAdmin(library: ConfluentLibrary, properties: Properties): DriverAdmin {
  let own: OwnAdmin | undefined;
  // One that was closed, or did not get through, cannot be used again.
  const open = async (): Promise<AdminCalls> => {
    const admin = (own ??= new OwnAdmin(library, properties));
    try {
      await admin.connected;
    } catch (error) {
      if (own === admin) own = undefined;
      throw error;
    }
    return admin;
  };
  return {
    connect: async () => {
      await open();
    },
    disconnect: async () => {
      const admin = own;
      own = undefined;
      await admin?.close();
    },
    list: async () => {
      const { calls, client } = await open();
      return calls.run<string[]>((done) => client.listTopics({ ...callLimit }, done));
    },
    describe: async (topic) => infoOf(await describe(await open(), topic)),
    create: async (topic, spec) => create(await open(), topic, spec),
    // The library has no such request.
    config: () => Promise.resolve(undefined),
    deleteTopic: async (topic) => {
      const { calls, client } = await open();
      await calls.run((done) => client.deleteTopic(topic, callLimit.timeout, done));
    },
    deleteGroup: async (group) => {
      const { calls, client } = await open();
      const [answer] = await calls.run<{ error?: LibraryError }[]>((done) =>
        client.deleteGroups([group], { ...callLimit }, done),
      );
      if (answer?.error !== undefined) throw toError(answer.error);
    },
    offsetsAt: async (topic, time) => offsetsAt(await open(), topic, time),
    ends: async (topic) => endsOf(await open(), topic),
    offsets: async (group, topics) => committed(await open(), group, topics),
  };
}

async function describe(admin: AdminCalls, topic: string): Promise<TopicDescription | undefined> {
  const { calls, client } = admin;
  const [found] = await calls.run<TopicDescription[]>((done) =>
    client.describeTopics([topic], { ...callLimit }, done),
  );
  if (found?.error === undefined || found.error.code === 0) return found;
  const error = toError(found.error);
  if (isUnknownTopic(error)) return undefined;
  throw error;
}

function infoOf(found: TopicDescription | undefined): TopicInfo | undefined {
  if (found === undefined) return undefined;
  const { partitions } = found;
  return {
    partitions: partitions.length,
    replicas: partitions[0]?.replicas.length ?? 0,
    ready: partitions.length > 0 && partitions.every(({ leader }) => Boolean(leader)),
  };
}

async function create(admin: AdminCalls, topic: string, spec: TopicSpec): Promise<void> {
  const { partitions = -1, replicas = -1, config = {} } = spec;
  const wanted = {
    topic,
    num_partitions: partitions,
    replication_factor: replicas,
    config: { ...config },
  };
  try {
    await admin.calls.run((done) => admin.client.createTopic(wanted, callLimit.timeout, done));
  } catch (error) {
    const refusal = refusedTopic(error);
    if (refusal === undefined) return;
    throw new UnroutableError(`topic ${topic} cannot be made: ${refusal}`, { cause: error });
  }
}

/** Offsets by partition for a moment, or for one of the ends. */
async function offsetsOf(
  { calls, client }: AdminCalls,
  { name: topic, partitions }: TopicDescription,
  timestamp: number,
): Promise<Map<number, bigint>> {
  const wanted = partitions.map(({ partition }) => ({ topic, partition, offset: { timestamp } }));
  const found = await calls.run<{ partition: number; offset: number; error?: LibraryError }[]>(
    (done) => client.listOffsets(wanted, { ...callLimit }, done),
  );
  return new Map(
    found.map(({ partition, offset, error }) => {
      if (error !== undefined && error.code !== 0) throw toError(error);
      return [partition, BigInt(offset)];
    }),
  );
}

/** First and next offset of each partition of a topic. */
export async function endsOf(
  admin: AdminCalls,
  topic: string,
): Promise<Map<number, { first: bigint; next: bigint }>> {
  const found = await describe(admin, topic);
  if (found === undefined) return new Map();
  const low = await offsetsOf(admin, found, first);
  const high = await offsetsOf(admin, found, next);
  return new Map(
    Array.from(high, ([partition, end]) => [
      partition,
      { first: low.get(partition) ?? 0n, next: end },
    ]),
  );
}

/** A partition without such a record answers -1: its end is meant. */
async function offsetsAt(
  admin: AdminCalls,
  topic: string,
  time: number,
): Promise<Map<number, bigint>> {
  const found = await describe(admin, topic);
  if (found === undefined) return new Map();
  const at = await offsetsOf(admin, found, time);
  const end = await offsetsOf(admin, found, next);
  return new Map(
    Array.from(at, ([partition, offset]) => [
      partition,
      offset < 0n ? (end.get(partition) ?? 0n) : offset,
    ]),
  );
}

async function committed(
  { calls, client }: AdminCalls,
  groupId: string,
  topics: readonly string[],
): Promise<Map<string, bigint>> {
  if (topics.length === 0) return new Map();
  type Found = { partitions: readonly { topic: string; partition: number; offset?: number }[] };
  const [group] = await calls.run<Found[]>((done) =>
    client.listConsumerGroupOffsets([{ groupId }], { ...callLimit }, done),
  );
  return new Map(
    (group?.partitions ?? [])
      .filter(({ topic, offset = -1 }) => topics.includes(topic) && offset >= 0)
      .map((at): [string, bigint] => [nameOf(at), BigInt(at.offset ?? 0)]),
  );
}
