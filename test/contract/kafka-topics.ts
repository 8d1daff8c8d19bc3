import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

export const clientOf = (brokers: readonly string[]): Kafka =>
  new Kafka({ clientId: 'petevents-contract', brokers: [...brokers], logLevel: logLevel.NOTHING });

/** What a topic of one partition holds now, read with the plain client. */
export const bodiesOf = async (client: Kafka, topic: string): Promise<readonly Uint8Array[]> => {
  const admin = client.admin();
  await admin.connect();
  const [end] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const bodies: Uint8Array[] = [];
  const consumer = client.consumer({ groupId: `read-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (end === undefined || end.high === '0') resolve();
    consumer
      .run({
        eachMessage: async ({ message }) => {
          bodies.push(message.value ?? new Uint8Array());
          if (bodies.length === Number(end?.high)) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return bodies;
};
