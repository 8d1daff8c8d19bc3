import type { Contract } from '../../templates/runtime/contract.js';
import { decodeParameter } from '../../templates/runtime/kafka/topic-name.js';
import type { Broker } from './broker.js';
import type { GroupPresence } from './group-presence.js';
import { kafkaClient } from './kafka-client.js';

/** Groups that the document names: bindings of Kafka may fix or limit them. */
export function groupsOfDocument({ operations }: Contract): readonly string[] {
  return Object.values(operations).flatMap(({ bindings }) => [
    ...(bindings?.kafka?.groupId === undefined ? [] : [bindings.kafka.groupId]),
    ...(bindings?.kafka?.groupIds ?? []),
  ]);
}

/** Groups that have topics of their own there. RabbitMQ does not tell a client which queues it has. */
export async function groupsOnBroker(
  broker: Broker,
  cwd: string,
  { frames }: GroupPresence,
): Promise<readonly string[]> {
  if (broker.kind === 'amqp') return [];
  const client = await kafkaClient(broker, { cwd, clientId: 'petevents' });
  const admin = client.admin();
  await admin.connect();
  try {
    const topics = await admin.listTopics();
    return frames.flatMap(([before, behind]) =>
      topics.flatMap((topic) => between(topic, before, behind)),
    );
  } finally {
    await admin.disconnect();
  }
}

function between(topic: string, before: string, behind: string): readonly string[] {
  const isFramed = topic.startsWith(before) && topic.endsWith(behind);
  if (!isFramed || topic.length <= before.length + behind.length) return [];
  const name = topic.slice(before.length, topic.length - behind.length);
  return [decodeParameter(name) ?? name];
}
