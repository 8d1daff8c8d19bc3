import type { ConsumeRequest, Source } from '../core/transport.js';
import { deadLetterTarget } from '../core/dead-letter-target.js';
import type { TopologyMode } from '../types.js';
import type { DeadTopic } from './dead-letters.js';
import type { SourceTopic } from './delivery.js';
import type { TopicDeclaration } from './inspect.js';
import { neededRetryTopics, presentRetryTopics, retrySpec } from './retry-topic.js';
import type { TopicMatch } from './topic-name.js';
import {
  assertTopic,
  encodeLiteral,
  encodeParameter,
  selectTopics,
  topicPattern,
} from './topic-name.js';
import type { Topics } from './topics.js';
import { specOf } from './topics.js';

/** Dead letters are few and must not expire before somebody looks. */
const deadLetterSpec = { partitions: 1, config: { 'retention.ms': '-1' } };

/** Kafka's own topics, dead letters and what waits are no messages of anybody. */
const hidden = /^__|\.dlq$|\.retry\.\d+$/;

/**
 * A topic's dead letters in a group: `x-dead-letter` of the document, else named after both.
 * @throws UnknownTargetError for a placeholder that is neither `{queue}` nor an address parameter
 */
export const deadLetterTopic = (from: SourceTopic, group: string): string => {
  const { source, topic, params, retry } = from;
  const queue = `${retry?.of ?? topic}.${encodeLiteral(group)}`;
  const valueOf = (name: string): string | undefined => {
    if (name === 'queue') return queue;
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return value === undefined ? undefined : encodeParameter(value);
  };
  return assertTopic(deadLetterTarget(source.deadLetter ?? '{queue}.dlq', valueOf));
};

type Match = (topic: string) => TopicMatch | undefined;

/** A topic that another channel names is that channel's, whatever a pattern finds. */
function exceptOthers({ others }: Source, match: Match): Match {
  const taken = new Set(others.map((channel) => encodeLiteral(topicPattern(channel))));
  return (topic) => (taken.has(topic) ? undefined : match(topic));
}

/** What a subscription reads: known topics, and those that patterns find in the cluster. */
export class SubscribedTopics {
  readonly #group: string;
  readonly #mode: TopologyMode | undefined;
  readonly #topics: Topics;
  readonly #fixed: readonly SourceTopic[];
  readonly #patterns: readonly { source: Source; match: Match }[];

  /** @throws UnknownTargetError when a topic's name is not known or not allowed */
  constructor(request: Pick<ConsumeRequest, 'group' | 'sources' | 'topology'>, topics: Topics) {
    this.#group = request.group;
    this.#mode = request.topology;
    this.#topics = topics;
    const selections = request.sources.map((source) => ({
      source,
      selection: selectTopics(source.channel, source.params),
    }));
    this.#fixed = selections.flatMap(({ source, selection }) =>
      'fixed' in selection ? selection.fixed.map((match) => ({ ...match, source })) : [],
    );
    this.#patterns = selections.flatMap(({ source, selection }) =>
      'match' in selection ? [{ source, match: exceptOthers(source, selection.match) }] : [],
    );
  }

  get hasPatterns(): boolean {
    return this.#patterns.length > 0;
  }

  /** Whether a pattern accepts the topic. */
  matches(topic: string): boolean {
    return !hidden.test(topic) && this.#patterns.some(({ match }) => match(topic) !== undefined);
  }

  /**
   * All topics to read now. Creates those that are named and missing, and those of the dead letters
   * and of retries. Of retries it reads all that there are, so that nothing stays in one that the
   * policy does not name any more.
   * @throws TopologyMismatchError
   */
  async resolve(): Promise<readonly SourceTopic[]> {
    for (const { topic, spec } of this.#named()) await this.#topics.ensure(topic, spec, this.#mode);
    const own = await this.#own();
    for (const one of own) {
      const { topic, spec } = this.#deadLettersOf(one);
      await this.#topics.ensure(topic, spec, this.#mode);
    }
    return [...own, ...(await this.#retries(own))];
  }

  async #retries(own: readonly SourceTopic[]): Promise<readonly SourceTopic[]> {
    const names = new Set(await this.#topics.list());
    for (const one of own) {
      for (const { topic, spec } of await this.#retriesOf(one)) {
        if (names.has(topic)) continue;
        await this.#topics.ensure(topic, spec, this.#mode);
        names.add(topic);
      }
    }
    return own.flatMap((one) => presentRetryTopics(one, this.#group, names));
  }

  /** What `resolve` needs, or makes. */
  async declarations(): Promise<readonly TopicDeclaration[]> {
    const own = await this.#own();
    const retries = await Promise.all(own.map((one) => this.#retriesOf(one)));
    return [...this.#named(), ...own.map((one) => this.#deadLettersOf(one)), ...retries.flat()];
  }

  /** With as many partitions as the topic has, or is going to have. */
  async #retriesOf(one: SourceTopic): Promise<readonly TopicDeclaration[]> {
    const needed = neededRetryTopics(one, this.#group);
    if (needed.length === 0) return [];
    const found = await this.#topics.find(one.topic);
    const partitions = found?.partitions ?? specOf(one.source.channel).partitions;
    return needed.map((retry) => ({ topic: retry.topic, spec: retrySpec(retry, partitions) }));
  }

  /** Topics that the document names, as opposed to those that are found. */
  #named(): readonly TopicDeclaration[] {
    return this.#fixed.map(({ topic, source }) => ({ topic, spec: specOf(source.channel) }));
  }

  #deadLettersOf(one: SourceTopic): TopicDeclaration {
    const { replicas } = specOf(one.source.channel);
    return { topic: deadLetterTopic(one, this.#group), spec: { ...deadLetterSpec, replicas } };
  }

  /** A topic that is named wins over a pattern that finds it, too. */
  async #own(): Promise<readonly SourceTopic[]> {
    const found = [...this.#fixed, ...(await this.#matching())];
    const topics = new Map([...found].reverse().map((one) => [one.topic, one] as const));
    return [...topics.values()].reverse();
  }

  /** All topics that there are now; creates nothing. */
  async present(): Promise<readonly SourceTopic[]> {
    const there = new Set(await this.#topics.list());
    const fixed = this.#fixed.filter(({ topic }) => there.has(topic));
    return [...fixed, ...(await this.#matching())];
  }

  /** The topics, and those of their dead letters. */
  async deadLetters(): Promise<readonly DeadTopic[]> {
    const names = await this.#topics.list();
    return (await this.present()).map((one) => ({
      topic: one.topic,
      retry: presentRetryTopics(one, this.#group, names)[0]?.topic,
      deadLetters: deadLetterTopic(one, this.#group),
    }));
  }

  async #matching(): Promise<readonly SourceTopic[]> {
    if (!this.hasPatterns) return [];
    const names = (await this.#topics.list()).filter((name) => !hidden.test(name)).sort();
    return this.#patterns.flatMap(({ source, match }) =>
      names.flatMap((name) => {
        const found = match(name);
        return found === undefined ? [] : [{ ...found, source }];
      }),
    );
  }
}
