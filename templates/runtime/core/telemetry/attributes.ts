import type { Attributes } from '../../telemetry.js';
import type { BusKind } from '../../types.js';
import type { Draft } from '../send/compose.js';
import type { Delivery, OutgoingRecord } from '../transport.js';

/** https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
export const systems: Readonly<Record<BusKind, string>> = {
  kafka: 'kafka',
  amqp: 'rabbitmq',
  memory: 'memory',
  outbox: 'outbox',
};

/** `SpanKind` of OpenTelemetry. */
export const kinds = { client: 2, producer: 3, consumer: 4 } as const;

/** A destination by a name of which there are few: parameters stay as the document writes them. */
export interface Place {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Where a message is sent. */
export const placeOfDraft = ({ operation, to }: Draft): Place => {
  if (to !== undefined && 'inbox' in to) {
    return { name: '(temporary)', attributes: { 'messaging.destination.temporary': true } };
  }
  const { address, id } = to?.channel ?? operation.channel;
  return placeOf(address ?? id);
};

/** Where a message was received. */
export const placeOfDelivery = ({ source, address }: Delivery): Place => {
  const { name, attributes } = placeOf(source.channel.address ?? source.channel.id);
  return { name, attributes: { ...attributes, 'messaging.destination.name': address } };
};

/** Where the messages of a batch were received: one address, one channel, or several. */
export const placeOfDeliveries = (deliveries: readonly Delivery[]): Place => {
  const places = deliveries.map(placeOfDelivery);
  const [first] = places;
  const shared = (same: (one: Place) => unknown): boolean => new Set(places.map(same)).size === 1;
  if (first === undefined || !shared(({ name }) => name))
    return { name: '(several)', attributes: {} };
  return shared(({ attributes }) => attributes['messaging.destination.name'])
    ? first
    : placeOf(first.name);
};

const placeOf = (address: string): Place => ({
  name: address,
  attributes: address.includes('{')
    ? { 'messaging.destination.template': address }
    : { 'messaging.destination.name': address },
});

/** What is known of a message once it is composed. */
export const recordAttributes = (record: OutgoingRecord): Attributes => {
  const { id, correlationId } = record.stamp ?? record.meta;
  return {
    'messaging.message.id': id,
    'messaging.message.conversation_id': correlationId,
    'messaging.message.type': record.message.wireType,
  };
};

/** What the transport alone knows. */
export const deliveryAttributes = ({ info, key }: Delivery): Attributes => {
  if (info.transport === 'amqp') {
    return {
      'messaging.rabbitmq.destination.routing_key': info.routingKey,
      'messaging.destination.subscription.name': info.queue,
    };
  }
  if (info.transport === 'memory') return {};
  return {
    'messaging.destination.partition.id': String(info.partition),
    'messaging.kafka.offset': Number(info.offset),
    ...(key !== undefined && { 'messaging.kafka.message.key': key }),
  };
};

/** A short name of what went wrong. */
export const errorType = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
