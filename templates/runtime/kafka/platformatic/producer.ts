import { Buffer } from 'node:buffer';
import type { DriverProducer, DriverRecord } from '../driver.js';
import { SendFailure } from '../driver.js';
import { toSendFailure } from '../protocol-errors.js';
import type { Connection, PlatformaticLibrary } from './client.js';

/** As with kafkajs: the patient one is idempotent and never gives a batch up by itself. */
export function createProducer(
  library: PlatformaticLibrary,
  connection: Connection,
  patient: boolean,
): DriverProducer {
  const producer = new library.Producer({
    ...connection,
    idempotent: patient,
    acks: -1,
    autocreateTopics: false,
    retries: patient ? Number.MAX_SAFE_INTEGER : 4,
    retryDelay: 200,
  });
  return {
    connect: async () => {
      await producer.metadata({ topics: [] });
    },
    disconnect: () => producer.close(),
    send: async (topic, partition, records) => {
      const messages = records.map((record) => toMessage(topic, partition, record));
      const { offsets = [] } = await producer
        .send({ messages })
        .catch((error: unknown) => Promise.reject(toSendFailure(error)));
      const [stored] = offsets;
      if (offsets.length !== 1 || stored?.topic !== topic || stored.partition !== partition) {
        throw new SendFailure('unknown', `no confirm for ${topic}/${partition}`);
      }
      return stored.offset;
    },
  };
}

const toBuffer = (bytes: Uint8Array | string): Buffer => {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

const toMessage = (topic: string, partition: number, { key, value, headers }: DriverRecord) => ({
  topic,
  partition,
  ...(key === undefined ? {} : { key: toBuffer(key) }),
  value: toBuffer(value),
  headers: new Map(
    Object.entries(headers).flatMap(([name, content]) =>
      [content].flat().map((bytes) => [Buffer.from(name), Buffer.from(bytes)] as const),
    ),
  ),
});
