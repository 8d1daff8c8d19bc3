/** JSON with sorted keys: the same text for equal values. */
export const canonical = (value: unknown): string => JSON.stringify(value, sortKeys) ?? 'null';

const sortKeys = (_key: string, inner: unknown): unknown =>
  typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner;
