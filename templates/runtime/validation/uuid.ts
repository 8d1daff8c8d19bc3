const HYPHEN = 45;
const HEX = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') HEX[digit.charCodeAt(0)] = 1;

/** 1 when there are only hexadecimal digits from `start` up to `end`. No early exit: it is faster. */
function allHex(text: string, start: number, end: number): number {
  let all = 1;
  for (let i = start; i < end; i += 1) all &= HEX[text.charCodeAt(i)] ?? 0;
  return all;
}

/** `format: uuid`, RFC 4122, with or without the prefix `urn:uuid:`. */
export function isUuid(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  if (value.length === 36) return isPlain(value);
  return value.length === 45 && /^urn:uuid:/i.test(value) && isPlain(value.slice(9));
}

const isPlain = (text: string): boolean =>
  text.charCodeAt(8) === HYPHEN &&
  text.charCodeAt(13) === HYPHEN &&
  text.charCodeAt(18) === HYPHEN &&
  text.charCodeAt(23) === HYPHEN &&
  (allHex(text, 0, 8) &
    allHex(text, 9, 13) &
    allHex(text, 14, 18) &
    allHex(text, 19, 23) &
    allHex(text, 24, 36)) ===
    1;
