import { code, describe, safe } from '../show.js';

/** How each JSON type is called in a message. */
const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

/** At most so many alternatives are listed. */
const LISTED = 12;

/** `a, b or c`; `a, b or one of 10 more`. */
export const anyOf = (parts: readonly string[]): string => joined(parts, 'or', 'one of ');

/** `a, b and c`; `a, b and 10 more`. */
export const allOf = (parts: readonly string[]): string => joined(parts, 'and', '');

function joined(parts: readonly string[], word: string, of: string): string {
  const more = parts.length - LISTED;
  if (more > 0) return `${parts.slice(0, LISTED).join(', ')} ${word} ${of}${more} more`;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}

export const nounOf = (type: string): string => NOUNS[type] ?? code(type);

/** `This must be text, but it is the number 3.` */
export const mustBe = (wanted: string, value: unknown): string =>
  `This must be ${wanted}, but it is ${describe(value)}.`;

/** A value as the document would write it; containers in a word. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return code(value);
  if (typeof value === 'object' && value !== null) return shortJson(value);
  return `\`${String(value)}\``;
}

const shortJson = (value: object): string => `\`${safe(JSON.stringify(value))}\``;

/** `1 item`, `2 items`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
