import { propertyName, quote } from './quote.js';
import { WIDTH } from './layout.js';

/** Code that stands as it is inside a literal: the name of a constant. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Data to be printed as a literal. Missing fields are left out. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | undefined
  | Code
  | readonly Literal[]
  | { readonly [key: string]: Literal };

type Fields = readonly (readonly [string, Exclude<Literal, undefined>])[];

/**
 * Prints a literal as Prettier would: on one line where it fits, else one entry a line.
 *
 * @param column where the literal begins on its line
 * @param indent spaces in front of that line
 */
export function printLiteral(value: Literal, column: number, indent: number): string {
  const flat = oneLine(value);
  if (column + flat.length < WIDTH && !isBroken(value)) return flat;
  if (Array.isArray(value)) return printList(value, indent);
  if (isFields(value)) return printFields(value, indent);
  return flat;
}

/** Prints an object with one field a line, whether it would fit on one or not. */
export function printFields(value: { readonly [key: string]: Literal }, indent = 0): string {
  const pad = ' '.repeat(indent + 2);
  const lines = fieldsOf(value).map(
    ([key, field]) => `${pad}${printField(key, field, indent + 2)},`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}

function printField(key: string, value: Literal, indent: number): string {
  const name = keyText(key);
  const column = indent + name.length + 2;
  const flat = oneLine(value);
  const isAtom = typeof value === 'string' || value instanceof Code;
  const mayMove = isAtom && name.length >= SHORT_KEY;
  if (mayMove && column + flat.length >= WIDTH) return `${name}:\n${' '.repeat(indent + 2)}${flat}`;
  return `${name}: ${printLiteral(value, column, indent)}`;
}

/** Prettier keeps the value of a key that is shorter than this beside it, however long it is. */
const SHORT_KEY = 5;

function printList(values: readonly Literal[], indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const items = values.map((value) => `${pad}${printLiteral(value, indent + 2, indent + 2)},`);
  const lines = values.every((value) => typeof value === 'number') ? fillLines(values, pad) : items;
  return `[\n${lines.join('\n')}\n${' '.repeat(indent)}]`;
}

/** Prettier fills lines with numbers. */
function fillLines(values: readonly Literal[], pad: string): string[] {
  const lines: string[] = [];
  for (const value of values) {
    const last = lines.at(-1);
    const item = `${oneLine(value)},`;
    if (last !== undefined && last.length + 1 + item.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(`${pad}${item}`);
  }
  return lines;
}

/** Prettier breaks a list of several objects, or of several lists, that have several entries each. */
function isBroken(value: Literal): boolean {
  if (Array.isArray(value)) {
    const items: readonly Literal[] = value;
    const many =
      items.length > 1 &&
      (items.every((item) => isFields(item) && fieldsOf(item).length > 1) ||
        items.every((item) => Array.isArray(item) && item.length > 1));
    return many || items.some(isBroken);
  }
  return isFields(value) && fieldsOf(value).some(([, field]) => isBroken(field));
}

function oneLine(value: Literal): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return numberText(value);
  if (!isFields(value)) return '';
  const fields = fieldsOf(value).map(([key, field]) => `${keyText(key)}: ${oneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** As Prettier writes numbers: no `+` in an exponent. */
const numberText = (value: number | boolean | null | undefined): string =>
  String(value).replace('e+', 'e');

/** `__proto__: x` would set the prototype. */
const keyText = (key: string): string =>
  key === '__proto__' ? "['__proto__']" : propertyName(key);

const fieldsOf = (value: { readonly [key: string]: Literal }): Fields =>
  Object.entries(value).filter(
    (entry): entry is Fields[number] & [string, never] => entry[1] !== undefined,
  );

const isFields = (value: Literal): value is { readonly [key: string]: Literal } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Code);
