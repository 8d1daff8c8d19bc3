import { extraNames } from '../core/envelope/names.js';
import type { Headers } from '../core/transport.js';
import { roundUp } from '../core/waits.js';
import type { RetryTopic, SourceTopic } from './delivery.js';
import type { ReceivedRecord, TopicSpec } from './driver.js';
import { assertTopic, encodeLiteral } from './topic-name.js';
import { specOf } from './topics.js';

/** Milliseconds that a record is kept beyond its wait: a week in which its group may be away. */
const kept = 7 * 24 * 3_600_000;

/** Where a group lets records of a topic wait; the milliseconds follow. */
const prefixOf = (topic: string, group: string): string =>
  `${topic}.${encodeLiteral(group)}.retry.`;

/** @throws UnknownTargetError when the name is too long */
export const retryTopicOf = (from: SourceTopic, group: string, wait: number): SourceTopic => ({
  topic: assertTopic(`${prefixOf(from.topic, group)}${wait}`),
  params: from.params,
  source: from.source,
  retry: { of: from.topic, wait },
});

/** Those that the source's policy needs. */
export const neededRetryTopics = (from: SourceTopic, group: string): readonly SourceTopic[] =>
  (from.source.waits ?? []).map((wait) => retryTopicOf(from, group, wait));

/** Those that there are, also of a policy that an earlier version had: shortest wait first. */
export const presentRetryTopics = (
  from: SourceTopic,
  group: string,
  names: Iterable<string>,
): readonly SourceTopic[] => {
  const prefix = prefixOf(from.topic, group);
  return [...names]
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((one, other) => one - other)
    .map((wait) => retryTopicOf(from, group, wait));
};

/** Like the topic itself, but never compacted: two copies of one key are two messages. */
export const retrySpec = (
  { source, retry }: SourceTopic,
  partitions: number | undefined,
): TopicSpec => {
  const { replicas, config = {} } = specOf(source.channel);
  return {
    partitions,
    replicas,
    config: {
      ...config,
      'cleanup.policy': 'delete',
      'message.timestamp.type': 'CreateTime',
      'retention.bytes': '-1',
      'retention.ms': String(kept + (retry?.wait ?? 0)),
    },
  };
};

/** Where a record goes that is to wait, and until when, in our clock. */
export const placeFor = (
  { topic, source, params, retry }: SourceTopic,
  group: string,
  wait: number,
): { readonly topic: string; readonly notBefore: Readonly<Record<string, string>> } => {
  const of = retry?.of ?? topic;
  const rounded = roundUp(source.waits ?? [], wait);
  const due = new Date(Date.now() + Math.max(wait, rounded)).toISOString();
  return {
    topic: retryTopicOf({ topic: of, source, params }, group, rounded).topic,
    notBefore: { [extraNames.notBefore]: due },
  };
};

/** Milliseconds that a record has to wait from now on in this topic, by our clock. */
export const waitLeft = (record: ReceivedRecord, { wait }: RetryTopic): number => {
  const left = Math.min(dueOf(record), record.timestamp + wait) - Date.now();
  // A clock that was set back must not hold it up for longer than the topic does.
  return Math.min(Math.max(0, left), wait);
};

/** Milliseconds that are left when it has waited here: no topic of its group waits as long. */
export const stillToWait = (record: ReceivedRecord, { wait }: RetryTopic): number =>
  Math.max(0, dueOf(record) - record.timestamp - wait);

const dueOf = ({ headers, timestamp }: ReceivedRecord): number => {
  const due = Date.parse(headers[extraNames.notBefore] ?? '');
  return Number.isNaN(due) ? timestamp : due;
};

/** Partition and offset of the record that was sent; what a copy carries of it. */
export const positionIn = (headers: Headers): string | undefined => {
  const partition = headers['x-dead-partition'];
  const offset = headers['x-dead-offset'];
  if (typeof partition !== 'string' || typeof offset !== 'string') return undefined;
  return `${partition}/${offset}`;
};
