const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ATOM = new Uint8Array(128);
for (const char of `${LETTERS_AND_DIGITS}!#$%&'*+/=?^_\`{|}~-`) ATOM[char.charCodeAt(0)] = 1;
const LABEL = new Uint8Array(128);
for (const char of `${LETTERS_AND_DIGITS}-`) LABEL[char.charCodeAt(0)] = 1;

const DOT = 46;

/** Whether the text between two places is made of these characters, in parts joined by dots. */
function isDotted(
  text: string,
  [start, end]: readonly [number, number],
  chars: Uint8Array,
): boolean {
  if (start === end) return false;
  let previous = DOT;
  for (let i = start; i < end; i += 1) {
    const char = text.charCodeAt(i);
    if (char === DOT ? previous === DOT : chars[char] !== 1) return false;
    previous = char;
  }
  return previous !== DOT;
}

/** Whether labels neither start nor end with a hyphen. */
function hyphensAreInside(text: string, start: number): boolean {
  for (let i = text.indexOf('-', start); i >= 0; i = text.indexOf('-', i + 1)) {
    if (i === start || i === text.length - 1) return false;
    if (text.charCodeAt(i - 1) === DOT || text.charCodeAt(i + 1) === DOT) return false;
  }
  return true;
}

/** `format: email`: a dot-atom of RFC 5322, and a domain of two labels or more. */
export function isEmail(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const at = value.indexOf('@');
  if (at < 0 || value.indexOf('.', at) < 0) return false;
  return (
    isDotted(value, [0, at], ATOM) &&
    isDotted(value, [at + 1, value.length], LABEL) &&
    hyphensAreInside(value, at + 1)
  );
}
