/** What a copy may cost, in characters and values: far below `maxBytes`, whatever JSON makes of it. */
const budget = 64 * 1024;
const maxDepth = 64;

let left = 0;

/** Says that the value needs JSON itself; JSON has no symbols. */
const notPlain = Symbol('not plain');

/**
 * A copy of plain JSON data, exactly as `JSON.parse(JSON.stringify(value))` makes it.
 * @returns undefined where only JSON can tell: classes, `toJSON`, odd values, cycles, large data
 */
export const plainCopy = (value: unknown): unknown => {
  left = budget;
  const copy = copyOf(value, 0);
  return copy === notPlain ? undefined : copy;
};

const copyOf = (value: unknown, depth: number): unknown => {
  left -= 1;
  if (left < 0) return notPlain;
  if (typeof value === 'string') {
    left -= value.length;
    return left < 0 ? notPlain : value;
  }
  // JSON writes -0 as 0, which adding 0 does too.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'boolean' || value === null) return value;
  if (!isRecord(value) || depth > maxDepth || 'toJSON' in value) return notPlain;
  return Array.isArray(value) ? copyArray(value, depth) : copyObject(value, depth);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const copyArray = (values: readonly unknown[], depth: number): unknown => {
  if (values.length > left) return notPlain;
  const copy: unknown[] = [];
  for (const value of values) {
    const one = copyOf(value, depth + 1);
    if (one === notPlain) return notPlain;
    copy.push(one);
  }
  return copy;
};

const copyObject = (value: Readonly<Record<string, unknown>>, depth: number): unknown => {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return notPlain;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const found = value[name];
    if (found === undefined) continue;
    if (name === '__proto__') return notPlain;
    left -= name.length;
    const one = copyOf(found, depth + 1);
    if (one === notPlain) return notPlain;
    copy[name] = one;
  }
  return copy;
};
