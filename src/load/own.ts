/** An object whose keys are a document's: read and written as own properties only. */
export type Container = Record<string, unknown>;

/** The own property or the item of a value; undefined where there is none. */
export function ownValue(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return isIndex(key) ? (value as unknown[])[Number(key)] : undefined;
  return Object.hasOwn(value, key) ? (value as Container)[key] : undefined;
}

/** Whether a segment of a JSON Pointer can be an index (RFC 6901, section 4). */
export const isIndex = (key: string): boolean => /^(?:0|[1-9][0-9]*)$/.test(key);

/** Sets an own property, also one called `__proto__`. */
export function setOwn(object: Container, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[key] = value;
}
