const longest = 80;

// Control characters, line separators and marks that change the direction of text: a document must
// not be able to move the cursor or to dress up a finding.

const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const escape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of a document without characters that act on a terminal or deceive the eye. */
export const printable = (text: string): string => text.replace(unsafe, escape);

/** Text of a document, made fit to stand in a message: printable and not too long. */
export function safe(text: string): string {
  return printable(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
}

/** A name or a pointer of a document, in back-ticks. */
export const code = (text: string): string => `\`${safe(text)}\``;

/** A value of a document, in a few words: `the text "x"`, `the number 3`, `an object`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text "${safe(value)}"`;
  if (typeof value === 'number') return `the number ${String(value)}`;
  if (typeof value === 'boolean') return String(value);
  return 'an object';
}

/** `a Channel Object`, `an Operation Object`. */
export const article = (name: string): string => `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`;

/** `a, b or c`, each in back-ticks. */
export function alternatives(names: readonly (string | number)[]): string {
  const shown = names.map((name) => code(String(name)));
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} or ${last}`;
}
