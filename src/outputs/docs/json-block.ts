import { fence, visible } from './markdown.js';

/** Prettier's width for JSON in a page. */
const WIDTH = 80;

/** A value as a fenced block of JSON, laid out as Prettier does it. */
export const fenced = (value: unknown): string[] => fence('json', print(value, 0).split('\n'));

/** Characters that no reader sees, as JSON writes them. */
const text = (value: unknown): string =>
  Array.from(JSON.stringify(value))
    .map((char) => (visible(char) === char ? char : escapeOf(char)))
    .join('');

const escapeOf = (char: string): string =>
  `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

function print(value: unknown, indent: number): string {
  if (Array.isArray(value)) return printList(value, indent);
  if (!isObject(value)) return text(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const lines = members.map(([key, member]) => `${text(key)}: ${print(member, indent + 2)}`);
  return wrap('{}', lines, indent);
}

function printList(items: readonly unknown[], indent: number): string {
  const lines = items.map((item) => print(item, indent + 2));
  const flat = `[${lines.join(', ')}]`;
  const matrix = items.length > 1 && items.every((item) => Array.isArray(item) && item.length > 1);
  if (!matrix && !flat.includes('\n') && indent + flat.length < WIDTH) return flat;
  return items.every((item) => typeof item === 'number')
    ? wrap('[]', fill(lines, WIDTH - indent - 2), indent)
    : wrap('[]', lines, indent);
}

/** As many numbers on each line as there is room for. */
function fill(numbers: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const number of numbers) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + number.length + 3 <= width)
      lines[lines.length - 1] = `${line}, ${number}`;
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
