import type { JsonSchema, Schema } from '../../src/model/model.js';
import { schemas } from './support.js';

/**
 * A schema whose references are JSON Pointers into itself, as the model has it: each target a
 * schema of its own. `undefined` when it refers elsewhere, or by an `$id`.
 */
export function modelOf(root: JsonSchema): Map<string, Schema> | undefined {
  const found: Record<string, JsonSchema> = {};
  const targets = ['#'];
  for (const id of targets) {
    if (id in found) continue;
    const target = resolve(root, id);
    if (target === undefined) return undefined;
    found[id] = clean(target, targets);
  }
  return schemas(found);
}

function resolve(root: unknown, id: string): unknown {
  if (!/^#(\/|$)/.test(id)) return undefined;
  const keys = decodeURIComponent(id.slice(1)).split('/').slice(1);
  return keys
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      root,
    );
}

/** Drops what stands beside `$ref`, and collects its targets. */
function clean(schema: unknown, targets: string[], isMap = false): JsonSchema {
  if (Array.isArray(schema)) return schema.map((part) => clean(part, targets)) as never;
  if (typeof schema !== 'object' || schema === null) return schema as JsonSchema;
  if (!isMap && '$ref' in schema && typeof schema.$ref === 'string') {
    targets.push(schema.$ref);
    return { $ref: schema.$ref };
  }
  const entries = Object.entries(schema).flatMap(([key, part]): [string, unknown][] => {
    if (!isMap && (key === 'definitions' || key === '$id')) return [];
    if (!isMap && ['enum', 'const', 'default', 'examples'].includes(key)) return [[key, part]];
    const isTable = !isMap && ['properties', 'patternProperties', 'dependencies'].includes(key);
    return [[key, clean(part, targets, isTable)]];
  });
  return Object.fromEntries(entries);
}
