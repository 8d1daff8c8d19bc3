import type { Bindings } from '../../model/model.js';
import { code } from './markdown.js';

/** The protocols that code is generated for: the bindings of others have no effect here. */
const NAMES: readonly (readonly [protocol: string, name: string])[] = [
  ['kafka', 'Kafka'],
  ['amqp', 'AMQP'],
];

/**
 * One line a protocol: ``Kafka: `partitions: 6` ``. References become links.
 * @param schemaLink the link to a schema of the model
 */
export const bindingLines = (bindings: Bindings, schemaLink: (id: string) => string): string[] =>
  NAMES.flatMap(([protocol, name]) => {
    const fields = Object.entries(bindings[protocol] ?? {})
      .filter(([field]) => field !== 'bindingVersion')
      .flatMap(([field, value]) => settings(field, value, schemaLink));
    return fields.length === 0 ? [] : [`${name}: ${fields.join(', ')}`];
  });

/** The settings of a field, nested ones as `queue.durable: true`. */
function settings(path: string, value: unknown, schemaLink: (id: string) => string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [code(`${path}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)];
  }
  // The model keeps one reference to its own schemas in bindings: the key of a Kafka message.
  if (path === 'key' && '$ref' in value && typeof value.$ref === 'string') {
    return [`${code(path)} ${schemaLink(value.$ref)}`];
  }
  return Object.entries(value).flatMap(([name, member]) =>
    settings(`${path}.${name}`, member, schemaLink),
  );
}
