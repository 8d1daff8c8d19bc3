import { amqpChannel, amqpMessage, amqpOperation } from '../bindings/amqp.js';
import { kafkaChannel, kafkaMessage, kafkaOperation, kafkaServer } from '../bindings/kafka.js';
import { chapter } from '../link.js';
import { any, defineObject, object, since } from '../shape.js';
import type { Field, Kind, ObjectTable, Shape } from '../shape.js';

/** Protocols whose bindings we do not read: their content is theirs. */
const opaque: Readonly<Record<string, Shape | Field>> = {
  http: any,
  ws: any,
  anypointmq: any,
  amqp1: any,
  mqtt: any,
  mqtt5: any,
  nats: any,
  jms: any,
  sns: any,
  solace: any,
  sqs: any,
  stomp: any,
  redis: any,
  mercure: any,
  ibmmq: any,
  googlepubsub: any,
  pulsar: any,
  ros2: since(1, any),
};

const bindings = (
  kind: Kind,
  name: string,
  known: Readonly<Record<string, Shape | Field>>,
): ObjectTable =>
  defineObject({
    kind,
    name,
    link: chapter(`${kind}Object`),
    fields: { kafka: any, amqp: any, ...opaque, ...known },
  });

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serverBindingsObject */
export const serverBindings = bindings('serverBindings', 'Server Bindings Object', {
  kafka: object(() => kafkaServer),
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#channelBindingsObject */
export const channelBindings = bindings('channelBindings', 'Channel Bindings Object', {
  kafka: object(() => kafkaChannel),
  amqp: object(() => amqpChannel),
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationBindingsObject */
export const operationBindings = bindings('operationBindings', 'Operation Bindings Object', {
  kafka: object(() => kafkaOperation),
  amqp: object(() => amqpOperation),
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageBindingsObject */
export const messageBindings = bindings('messageBindings', 'Message Bindings Object', {
  kafka: object(() => kafkaMessage),
  amqp: object(() => amqpMessage),
});
