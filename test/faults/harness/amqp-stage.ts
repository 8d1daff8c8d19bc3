import amqp from 'amqplib';
import { AmqpTransport } from '../../../templates/runtime/amqp/transport.js';
import type { AmqpTransportOptions } from '../../../templates/runtime/amqp/transport.js';
import { TransportBus } from '../../../templates/runtime/core/bus.js';
import type { Logger } from '../../../templates/runtime/log.js';
import type { Bus, BusOptions } from '../../../templates/runtime/types.js';
import { stageOn } from './stage.js';
import type { Stage } from './stage.js';

export type AmqpStage = Stage<'amqp'>;

type Options = Partial<AmqpTransportOptions> & BusOptions;

/** What `amqpBus` returns, with a back-off that tests may scale down. */
export const rabbitBus =
  (url: string, options: Options = {}) =>
  (log: Logger): Bus<'amqp'> => {
    const all = { connect: () => amqp.connect(url), log, ...options };
    return new TransportBus(new AmqpTransport(all), all);
  };

export const amqpStage = (url: string, options: Options = {}): AmqpStage =>
  stageOn(rabbitBus(url, options));

/** The ids of what lies in a queue, taken out of it. None when there is no such queue. */
export const idsIn = async (url: string, queue: string): Promise<readonly string[]> => {
  const connection = await amqp.connect(url);
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const ids: string[] = [];
    for (let got = await channel.get(queue); got !== false; got = await channel.get(queue)) {
      ids.push(String(got.properties.messageId));
      channel.ack(got);
    }
    await channel.close();
    return ids;
  } catch {
    return [];
  } finally {
    await connection.close().catch(() => undefined);
  }
};
