const NUMBER =
  /^[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const LONGEST_WORD = 5;

type Scalar = string | number | boolean | null;

/** The value of an unquoted scalar: YAML 1.2 core schema (section 10.3). Timestamps are strings. */
export function plainValue(text: string): Scalar {
  const first = text.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46)
    return numeric(text);
  if (text.length > LONGEST_WORD) return text;
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

/** The value of a scalar with a tag of the core schema; undefined when they do not fit together. */
export function taggedValue(tag: string, text: string): Scalar | undefined {
  if (tag === '!' || tag === '!!str') return text;
  const value = plainValue(text);
  const fits =
    (tag === '!!int' && Number.isInteger(value)) ||
    (tag === '!!float' && Number.isFinite(value)) ||
    (tag === '!!bool' && typeof value === 'boolean') ||
    (tag === '!!null' && value === null);
  return fits ? value : undefined;
}

function numeric(text: string): string | number {
  if (NUMBER.test(text)) return toNumber(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? NaN : text;
}

function toNumber(text: string): number {
  const isSigned = text.startsWith('-') || text.startsWith('+');
  const digits = isSigned ? text.slice(1) : text;
  return text.startsWith('-') ? -Number(digits) : Number(digits);
}
