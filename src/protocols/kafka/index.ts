import type { Operation } from '../../model/model.js';
import { count, data, pick, text } from '../fields.js';
import type { BindingView, Protocol } from '../protocol.js';

/** Kafka bindings 0.5: https://github.com/asyncapi/bindings/tree/master/kafka */
export const kafka: Protocol = {
  serverProtocols: ['kafka', 'kafka-secure'],
  channel: ({ bindings }) =>
    pick(bindings['kafka'], {
      topic: text,
      partitions: count,
      replicas: count,
      topicConfiguration: data,
    }),
  operation: groupIds,
  message: ({ bindings }, { schemaOf, validator }) => {
    const key = bindings['kafka']?.['key'];
    return isReference(key) ? { key: validator(schemaOf(key.$ref)) } : undefined;
  },
};

/** The binding's group id is a schema: a `const`, or a single `enum` value, is the group. */
function groupIds({ bindings }: Operation): BindingView {
  const schema = bindings['kafka']?.['groupId'];
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { const: fixed, enum: choices } = schema as { const?: unknown; enum?: unknown };
  const names = (Array.isArray(choices) ? choices : [fixed]).filter(
    (name) => typeof name === 'string',
  );
  if (names.length === 1) return { groupId: names[0] };
  return names.length === 0 ? undefined : { groupIds: names };
}

const isReference = (value: unknown): value is { readonly $ref: string } =>
  typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';
