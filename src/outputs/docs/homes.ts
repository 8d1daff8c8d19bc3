import type { Model } from '../../model/model.js';

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
  const referred = new Set(
    [
      ...model.schemas.map(({ json }) => json),
      ...model.messages.map(({ bindings }) => bindings),
    ].flatMap(references),
  );
  return new Map(
    [...users].flatMap(([schema, [message, another]]) =>
      message === undefined || another !== undefined || referred.has(schema)
        ? []
        : [[schema, message] as const],
    ),
  );
}

/** Every `$ref` in a value. One in an example or a default only makes a section more. */
function references(value: unknown): string[] {
  const found: string[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('$ref' in part && typeof part.$ref === 'string') found.push(part.$ref);
    for (const member of Object.values(part)) visit(member);
  };
  visit(value);
  return found;
}
