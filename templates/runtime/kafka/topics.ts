import type { ChannelContract } from '../contract.js';
import { assertTopology } from '../core/topology.js';
import { UnroutableError } from '../errors.js';
import type { Provisioned, TopologyMode } from '../types.js';
import type { DriverAdmin, TopicInfo, TopicSpec } from './driver.js';
import { inspectTopic, inspectTopics, type TopicDeclaration } from './inspect.js';
import { pause } from './timing.js';

/** Milliseconds after which a topic's number of partitions is asked for again. */
const maxAge = 300_000;
/** Milliseconds that a new topic gets to have leaders. */
const creationLimit = 15_000;
/** Topics remembered; reply topics of others come and go. */
const remembered = 5_000;

interface Known {
  readonly info: Promise<TopicInfo | undefined>;
  readonly until: number;
  result: TopicInfo | undefined;
}

/** Knows the topics and creates those that are missing. */
export class Topics {
  readonly #admin: DriverAdmin;
  readonly #topology: TopologyMode;
  readonly #known = new Map<string, Known>();
  readonly #watchers = new Set<(topic: string) => void>();

  constructor(admin: DriverAdmin, topology: TopologyMode) {
    this.#admin = admin;
    this.#topology = topology;
  }

  /** What is known of a topic without asking. */
  recall(topic: string): TopicInfo | undefined {
    const known = this.#known.get(topic);
    return known !== undefined && known.until > Date.now() ? known.result : undefined;
  }

  /** What the cluster says of a topic, at most five minutes ago; `undefined` when it has none. */
  async find(topic: string): Promise<TopicInfo | undefined> {
    const known = this.#known.get(topic);
    if (known !== undefined && known.until > Date.now()) return known.info;
    return this.#remember(topic, this.#admin.describe(topic));
  }

  /**
   * A topic that is there, created if need be.
   * @throws TopologyMismatchError when it may not be created, or differs from `spec` where `mode`
   * says to look; UnroutableError when it does not come to be
   */
  async ensure(
    topic: string,
    spec: TopicSpec,
    mode: TopologyMode = this.#topology,
  ): Promise<TopicInfo> {
    const found = await this.find(topic);
    if (mode === 'check') assertTopology([await inspectTopic(this.#admin, topic, spec, found)]);
    if (found?.ready === true) return found;
    const made = await this.#remember(topic, this.#create(topic, spec));
    if (made !== undefined) return made;
    throw new UnroutableError(`topic ${topic} was made, but has no leaders yet`);
  }

  /** Compares with what the cluster has; changes nothing. */
  inspect(declarations: readonly TopicDeclaration[]): Promise<Provisioned> {
    return inspectTopics(this.#admin, declarations);
  }

  /** Creates a topic of our own, whatever `topology` says: the inbox for replies. */
  async createOwn(topic: string, spec: TopicSpec): Promise<void> {
    await this.#remember(topic, this.#create(topic, spec));
  }

  list(): Promise<readonly string[]> {
    return this.#admin.list();
  }

  /** Calls back when this process made a topic. Returns the function that ends it. */
  watch(watcher: (topic: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  forget(topic: string): void {
    this.#known.delete(topic);
  }

  async #remember(topic: string, info: Promise<TopicInfo | undefined>) {
    if (this.#known.size >= remembered) this.#known.clear();
    const known: Known = { info, until: Date.now() + maxAge, result: undefined };
    this.#known.set(topic, known);
    try {
      const result = await info;
      known.result = result;
      if (result?.ready !== true) this.#known.delete(topic);
      return result;
    } catch (error) {
      this.#known.delete(topic);
      throw error;
    }
  }

  async #create(topic: string, spec: TopicSpec): Promise<TopicInfo | undefined> {
    const existed = await this.#admin.describe(topic);
    if (existed === undefined) await this.#admin.create(topic, spec);
    const end = Date.now() + creationLimit;
    for (let wait = 20; Date.now() < end; wait = Math.min(wait * 2, 500)) {
      const info = await this.#admin.describe(topic);
      if (info?.ready === true) {
        if (existed === undefined) for (const watcher of this.#watchers) watcher(topic);
        return info;
      }
      await pause(wait);
    }
    return undefined;
  }
}

/** What the bindings of a channel say about its topics. */
export function specOf(channel: ChannelContract): TopicSpec {
  const binding = channel.bindings?.kafka;
  return {
    partitions: binding?.partitions,
    replicas: binding?.replicas,
    config: toConfig(binding?.topicConfiguration),
  };
}

const toConfig = (configuration: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(
    Object.entries(configuration).flatMap(([name, value]) => {
      const text = toText(value);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );

/** Lists are written with commas (`cleanup.policy: [delete, compact]`). */
function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(toText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
