import { boolean, count, listOf, number, object, oneOf, required, text } from '../shape.js';
import type { JsonObject, ObjectTable, TextShape } from '../shape.js';
import { bindingTable, defineBinding } from './protocol.js';

const name: TextShape = { shape: 'text', maxLength: 255 };

const exchange = {
  ...bindingTable('amqp', 'AMQP Exchange Object', {
    name,
    type: oneOf('topic', 'direct', 'fanout', 'default', 'headers'),
    durable: boolean,
    autoDelete: boolean,
    vhost: text,
  }),
  open: true,
};

const queue = {
  ...bindingTable('amqp', 'AMQP Queue Object', {
    name,
    durable: boolean,
    exclusive: boolean,
    autoDelete: boolean,
    vhost: text,
  }),
  open: true,
};

const ofQueue = { is: oneOf('queue'), queue: required(object(() => queue)) };
const ofRoutingKey = { is: oneOf('routingKey'), exchange: required(object(() => exchange)) };

const queueChannel = defineBinding({
  protocol: 'amqp',
  name: 'AMQP Channel Binding Object of a queue',
  versions: { '0.3.0': ofQueue, '0.2.0': ofQueue },
});

const routingKeyChannel = defineBinding({
  protocol: 'amqp',
  name: 'AMQP Channel Binding Object of a routing key',
  versions: { '0.3.0': ofRoutingKey, '0.2.0': ofRoutingKey },
});

const either = {
  is: oneOf('queue', 'routingKey'),
  queue: object(() => queue),
  exchange: object(() => exchange),
};

const eitherChannel = defineBinding({
  protocol: 'amqp',
  name: 'AMQP Channel Binding Object',
  versions: { '0.3.0': either, '0.2.0': either },
});

/**
 * A queue or an exchange that is alone says which it is, so that an `is` that does not fit is one
 * fault and not two; else `is` decides, and `routingKey` is its default.
 */
function channelOf(value: JsonObject): ObjectTable {
  const hasQueue = Object.hasOwn(value, 'queue');
  if (hasQueue !== Object.hasOwn(value, 'exchange'))
    return hasQueue ? queueChannel : routingKeyChannel;
  const { is = 'routingKey' } = value;
  if (is === 'queue') return queueChannel;
  return is === 'routingKey' ? routingKeyChannel : eitherChannel;
}

/** https://github.com/asyncapi/bindings/blob/master/amqp/README.md#channel */
export const amqpChannel: ObjectTable = { ...routingKeyChannel, choose: channelOf };

const operation = {
  expiration: count,
  userId: text,
  cc: listOf(text),
  priority: { ...number, integer: true as const },
  deliveryMode: { ...number, integer: true as const, values: [1, 2] },
  mandatory: boolean,
  bcc: listOf(text),
  timestamp: boolean,
  ack: boolean,
};

/** https://github.com/asyncapi/bindings/blob/master/amqp/README.md#operation */
export const amqpOperation = defineBinding({
  protocol: 'amqp',
  name: 'AMQP Operation Binding Object',
  versions: { '0.3.0': operation, '0.2.0': { ...operation, replyTo: text } },
});

const message = { contentEncoding: text, messageType: text };

/** https://github.com/asyncapi/bindings/blob/master/amqp/README.md#message */
export const amqpMessage = defineBinding({
  protocol: 'amqp',
  name: 'AMQP Message Binding Object',
  versions: { '0.3.0': message, '0.2.0': message },
});
