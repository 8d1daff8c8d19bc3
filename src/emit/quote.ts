import { isIdentifierName } from '../model/letters.js';

export { isIdentifierName };

/** Characters that end a line for JavaScript, or that no editor shows, as escapes. */

const UNSAFE =
  /[\\\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

const escapeUnsafe = (char: string): string =>
  SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Nothing to escape: most texts. */
const PLAIN = /^[ -&(-[\]-~]*$/;

const count = (text: string, char: string): number => text.split(char).length - 1;

/**
 * A string literal for any text, as Prettier would write it: single quotes unless double ones
 * need fewer escapes. The only way for a document's text to become a literal.
 */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const mark = count(text, "'") > count(text, '"') ? '"' : "'";
  return mark + text.replace(UNSAFE, escapeUnsafe).replaceAll(mark, `\\${mark}`) + mark;
}

/** A property name in a type or an object literal. `__proto__` in a literal needs `['__proto__']`. */
export const propertyName = (name: string): string => (isIdentifierName(name) ? name : quote(name));
