import { AmqpTransport, type AmqpTransportOptions } from './amqp/transport.js';
import { TransportBus } from './core/bus.js';
import type { Bus, BusOptions } from './types.js';

export type { AmqpConnection } from './amqp/client.js';

/** RabbitMQ, and what every bus takes. */
export type AmqpBusOptions = BusOptions & Omit<AmqpTransportOptions, 'answerLimit' | 'backoff'>;

/**
 * A bus over RabbitMQ:
 *
 *     amqpBus({ connect: () => amqp.connect('amqp://localhost') })
 *
 * `connect` is called twice, for a connection to send and one to consume, and again after a loss.
 * Leave amqplib's own `recovery` off: it opens no channel again. A heartbeat of 10 s
 * (`amqp://localhost?heartbeat=10`) notices a broker that hangs.
 */
export const amqpBus = (options: AmqpBusOptions): Bus<'amqp'> =>
  new TransportBus(new AmqpTransport(options), options);
