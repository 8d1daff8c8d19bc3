import type { TopologyRequest } from '../core/transport.js';
import type { TopicDeclaration } from './inspect.js';
import { SubscribedTopics } from './subscription.js';
import { selectTopics } from './topic-name.js';
import type { Topics } from './topics.js';
import { specOf } from './topics.js';

/**
 * All topics that a document needs, as far as their names are known: those that it sends to, and of
 * each group what it reads and its dead letters. A topic whose name has an open parameter is made at
 * first use.
 * @throws UnknownTargetError when Kafka does not allow a name
 */
export async function wantedTopics(
  { targets, groups }: TopologyRequest,
  topics: Topics,
): Promise<readonly TopicDeclaration[]> {
  const sent = targets.flatMap(({ channel }) => {
    const selection = selectTopics(channel, {});
    const named = 'fixed' in selection ? selection.fixed : [];
    return named.map(({ topic }) => ({ topic, spec: specOf(channel) }));
  });
  const received: TopicDeclaration[] = [];
  for (const request of groups) {
    received.push(...(await new SubscribedTopics(request, topics).declarations()));
  }
  return [...sent, ...received];
}
