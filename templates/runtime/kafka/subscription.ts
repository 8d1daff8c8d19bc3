import type { ConsumeRequest, Source } from '../core/transport.js';
import { deadLetterTarget } from '../core/dead-letter-target.js';
import type { DeadTopic } from './dead-letters.js';
import type { SourceTopic } from './delivery.js';
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

/** Kafka's own topics and dead letters are no messages of anybody. */
const hidden = /^__|\.dlq$/;

/**
 * A topic's dead letters in a group: `x-dead-letter` of the document, else named after both.
 * @throws UnknownTargetError for a placeholder that is neither `{queue}` nor an address parameter
 */
export const deadLetterTopic = ({ source, topic, params }: SourceTopic, group: string): string => {
  const queue = `${topic}.${encodeLiteral(group)}`;
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
  readonly #topics: Topics;
  readonly #fixed: readonly SourceTopic[];
  readonly #patterns: readonly { source: Source; match: Match }[];

  /** @throws UnknownTargetError when a topic's name is not known or not allowed */
  constructor(request: Pick<ConsumeRequest, 'group' | 'sources'>, topics: Topics) {
    this.#group = request.group;
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
   * All topics to read now. Creates those that are named and missing, and the dead letters' ones.
   * @throws TopologyMismatchError
   */
  async resolve(): Promise<readonly SourceTopic[]> {
    for (const { topic, source } of this.#fixed) {
      await this.#topics.ensure(topic, specOf(source.channel));
    }
    const found = [...this.#fixed, ...(await this.#matching())];
    // A topic that is named wins over a pattern that finds it, too.
    const topics = new Map([...found].reverse().map((one) => [one.topic, one] as const));
    const own = [...topics.values()].reverse();
    for (const one of own) {
      const { replicas } = specOf(one.source.channel);
      const deadLetters = deadLetterTopic(one, this.#group);
      await this.#topics.ensure(deadLetters, { ...deadLetterSpec, replicas });
    }
    return own;
  }

  /** All topics that there are now; creates nothing. */
  async present(): Promise<readonly SourceTopic[]> {
    const there = new Set(await this.#topics.list());
    const fixed = this.#fixed.filter(({ topic }) => there.has(topic));
    return [...fixed, ...(await this.#matching())];
  }

  /** The topics, and those of their dead letters. */
  async deadLetters(): Promise<readonly DeadTopic[]> {
    return (await this.present()).map((one) => ({
      topic: one.topic,
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
