import { count, flag, oneOf, pick, text, texts } from '../fields.js';
import type { Protocol } from '../protocol.js';

/** AMQP 0-9-1 bindings 0.3 and 0.4: https://github.com/asyncapi/bindings/tree/master/amqp */
export const amqp: Protocol = {
  serverProtocols: ['amqp', 'amqps'],
  channel: ({ bindings }) =>
    pick(bindings['amqp'], {
      is: oneOf('routingKey', 'queue'),
      name: text,
      exchange: {
        name: text,
        type: oneOf('topic', 'direct', 'fanout', 'default', 'headers'),
        durable: flag,
        autoDelete: flag,
        vhost: text,
      },
      queue: { name: text, durable: flag, exclusive: flag, autoDelete: flag, vhost: text },
    }),
  operation: ({ bindings }) =>
    pick(bindings['amqp'], {
      expiration: count,
      userId: text,
      cc: texts,
      bcc: texts,
      priority: count,
      deliveryMode: oneOf(1, 2),
      mandatory: flag,
      timestamp: flag,
      ack: flag,
    }),
  message: ({ bindings }) => pick(bindings['amqp'], { contentEncoding: text, messageType: text }),
};
