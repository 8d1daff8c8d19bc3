import { isArray, isObject } from './json.js';

/** Whether two values are the same JSON; the order of properties does not count. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  const others = Object.keys(b).filter((key) => b[key] !== undefined);
  if (keys.length !== others.length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]));
}

/** Whether no two items are equal. Its cost grows with the size of the items, not with its square. */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  const scalars = items.filter((item) => typeof item !== 'object' || item === null);
  if (new Set(scalars).size !== scalars.length) return false;
  if (items.length - scalars.length < 2) return true;
  const others = items.filter((item) => typeof item === 'object' && item !== null);
  return new Set(others.map(canonical)).size === others.length;
}

/** The same text for the same JSON: properties are sorted. */
function canonical(value: unknown): string {
  if (isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join()}}`;
}

/** The length of a text in characters as JSON Schema counts them: code points. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count -= 1;
      i += 1;
    }
  }
  return count;
}

/** Whether the quotient of two floating-point numbers is written as an integer. */
export function isMultipleOf(value: number, divisor: number): boolean {
  const quotient = value / divisor;
  return quotient === Number.parseInt(String(quotient), 10);
}

/** Whether exactly one of the alternatives fits. */
export const isOnlyOne = (...fits: readonly boolean[]): boolean =>
  fits.filter((fit) => fit).length === 1;
