import type { Model } from '../../model/model.js';
import { references } from '../references.js';

/**
 * Where schemas are spelled out inside a message: those that one message uses, once, and that no
 * other schema refers to. The rest have sections of their own.
 * @returns ids of messages by the ids of schemas
 */
export function homes(model: Model): ReadonlyMap<string, string> {
  const users = new Map<string, string[]>();
  for (const { id, payload, headers } of model.messages) {
    for (const schema of [payload, headers]) {
      if (schema !== undefined) users.set(schema, [...(users.get(schema) ?? []), id].slice(0, 2));
    }
  }
  // A `$ref` in an example or a default only makes a section more.
  const referred = new Set<string>();
  for (const { json } of model.schemas) for (const id of references(json)) referred.add(id);
  for (const { bindings } of model.messages)
    for (const id of references(bindings)) referred.add(id);
  return new Map(
    [...users].flatMap(([schema, [message, another]]) =>
      message === undefined || another !== undefined || referred.has(schema)
        ? []
        : [[schema, message] as const],
    ),
  );
}
