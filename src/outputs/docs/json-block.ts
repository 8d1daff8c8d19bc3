import { fence, visible } from './markdown.js';

/** Prettier's width for JSON in a page. */
const WIDTH = 80;

/** A value as a fenced block of JSON, laid out as Prettier does it. */
export const fenced = (value: unknown): string[] =>
  fence('json', print(value, 0, WIDTH).split('\n'));

/** Characters that no reader sees, as JSON writes them. */
const text = (value: unknown): string =>
  Array.from(JSON.stringify(value))
    .map((char) => (visible(char) === char ? char : escapeOf(char)))
    .join('');

const escapeOf = (char: string): string =>
  `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** @param room what is left of the line on which it begins */
function print(value: unknown, indent: number, room: number): string {
  if (Array.isArray(value)) return printList(value, indent, room);
  if (typeof value === 'number') return JSON.stringify(value).replace('e+', 'e');
  if (!isObject(value)) return text(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const lines = members.map(([key, member], at) => {
    const left = `${text(key)}: `;
    return left + print(member, indent + 2, roomIn(members, at, indent) - left.length);
  });
  return wrap('{}', lines, indent);
}

/** What is left for an entry on a line of its own: a comma follows all but the last. */
const roomIn = (entries: readonly unknown[], at: number, indent: number): number =>
  WIDTH - indent - 2 - (at < entries.length - 1 ? 1 : 0);

function printList(items: readonly unknown[], indent: number, room: number): string {
  const lines = items.map((item, at) => print(item, indent + 2, roomIn(items, at, indent)));
  const flat = `[${lines.join(', ')}]`;
  const matrix = items.length > 1 && items.every((item) => Array.isArray(item) && item.length > 1);
  if (!matrix && !flat.includes('\n') && flat.length <= room) return flat;
  return items.every((item) => typeof item === 'number')
    ? wrap('[]', fill(lines, indent), indent)
    : wrap('[]', lines, indent);
}

/** As many numbers on each line as there is room for. */
function fill(numbers: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  for (const [at, number] of numbers.entries()) {
    const longer = `${lines.at(-1) ?? ''}, ${number}`;
    if (lines.length > 0 && longer.length <= roomIn(numbers, at, indent))
      lines[lines.length - 1] = longer;
    else lines.push(number);
  }
  return lines;
}

function wrap([open = '', close = '']: string, lines: readonly string[], indent: number): string {
  if (lines.length === 0) return open + close;
  const margin = ' '.repeat(indent);
  const inner = lines.map((line) => `${margin}  ${line}`).join(',\n');
  return `${open}\n${inner}\n${margin}${close}`;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
