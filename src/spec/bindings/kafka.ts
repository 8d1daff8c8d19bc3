import { schemaOrReference } from '../objects/schema.js';
import { boolean, count, listOf, object, oneOf, text } from '../shape.js';
import type { NumberShape } from '../shape.js';
import { bindingTable, defineBinding } from './protocol.js';

const positive: NumberShape = { shape: 'number', integer: true, minimum: 1 };
const orUnlimited: NumberShape = { shape: 'number', integer: true, minimum: -1 };

const server = { schemaRegistryUrl: text, schemaRegistryVendor: text };

/** https://github.com/asyncapi/bindings/blob/master/kafka/README.md#server */
export const kafkaServer = defineBinding({
  protocol: 'kafka',
  name: 'Kafka Server Binding Object',
  versions: { '0.5.0': server, '0.4.0': server, '0.3.0': server },
});

const topicFields = {
  'cleanup.policy': listOf(oneOf('compact', 'delete')),
  'retention.ms': orUnlimited,
  'retention.bytes': orUnlimited,
  'delete.retention.ms': count,
  'max.message.bytes': count,
};

const topicName = 'Kafka Topic Configuration Object';
const topic4 = bindingTable('kafka', topicName, topicFields);
/** Since 0.5.0 any further setting of a topic may stand here. */
const topic5 = {
  ...bindingTable('kafka', topicName, {
    ...topicFields,
    'confluent.key.schema.validation': boolean,
    'confluent.key.subject.name.strategy': text,
    'confluent.value.schema.validation': boolean,
    'confluent.value.subject.name.strategy': text,
  }),
  open: true,
};

const channel = { topic: text, partitions: positive, replicas: positive };

/** https://github.com/asyncapi/bindings/blob/master/kafka/README.md#channel */
export const kafkaChannel = defineBinding({
  protocol: 'kafka',
  name: 'Kafka Channel Binding Object',
  versions: {
    '0.5.0': { ...channel, topicConfiguration: object(() => topic5) },
    '0.4.0': { ...channel, topicConfiguration: object(() => topic4) },
    '0.3.0': channel,
  },
});

const operation = { groupId: schemaOrReference, clientId: schemaOrReference };

/** https://github.com/asyncapi/bindings/blob/master/kafka/README.md#operation */
export const kafkaOperation = defineBinding({
  protocol: 'kafka',
  name: 'Kafka Operation Binding Object',
  versions: { '0.5.0': operation, '0.4.0': operation, '0.3.0': operation },
});

const message = {
  key: schemaOrReference,
  schemaIdLocation: oneOf('header', 'payload'),
  schemaIdPayloadEncoding: text,
  schemaLookupStrategy: text,
};

/** https://github.com/asyncapi/bindings/blob/master/kafka/README.md#message */
export const kafkaMessage = defineBinding({
  protocol: 'kafka',
  name: 'Kafka Message Binding Object',
  versions: { '0.5.0': message, '0.4.0': message, '0.3.0': message },
});
