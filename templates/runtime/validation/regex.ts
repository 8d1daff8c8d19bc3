/** `format: regex`, ECMA-262. `\Z` is of other dialects, and would match a letter here. */
export function isRegex(value: unknown): value is string {
  if (typeof value !== 'string' || /[^\\]\\Z/.test(value)) return false;
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
