import { Kafka, logLevel } from 'kafkajs';
import type { ISocketFactory } from 'kafkajs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openAdmin } from '../../../templates/runtime/kafka/kafkajs-admin.js';
import { describeKafka } from '../../brokers/available.js';
import { unique } from './harness.js';

describeKafka("kafkajs's admin", (brokers) => {
  it('leaves no socket behind when it is disconnected while something is under way', async () => {
    const open = new Set<Socket>();
    let refused = (): void => undefined;
    const firstRefusal = new Promise<void>((resolve) => (refused = resolve));
    const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
      const socket = connect({ host, port }, onConnect);
      open.add(socket.once('close', () => open.delete(socket)));
      return socket;
    };
    const client = new Kafka({
      brokers: [...brokers],
      retry: { initialRetryTime: 50, retries: 3 },
      socketFactory,
      logCreator:
        () =>
        ({ namespace, level }) => {
          if (namespace === 'Admin' && level === logLevel.WARN) refused();
        },
    });
    const admin = openAdmin(client);
    await admin.connect();
    // kafkajs tries for a while to delete a topic that is not there, and says so.
    const deletion = expect(admin.deleteTopics({ topics: [unique('missing')] })).rejects.toThrow();
    await firstRefusal;
    await Promise.all([deletion, admin.disconnect()]);
    await expect.poll(() => open.size).toBe(0);
  });
});
