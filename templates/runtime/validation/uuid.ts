const HYPHEN = 45;
const HEX = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') HEX[digit.charCodeAt(0)] = 1;

/** Counts hexadecimal digits in a row, from `start` up to `end`. */
const allHex = (text: string, start: number, end: number): boolean => {
  for (let i = start; i < end; i += 1) if (HEX[text.charCodeAt(i)] !== 1) return false;
  return true;
};

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
  allHex(text, 0, 8) &&
  allHex(text, 9, 13) &&
  allHex(text, 14, 18) &&
  allHex(text, 19, 23) &&
  allHex(text, 24, 36);
