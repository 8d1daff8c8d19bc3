/**
 * The only maker of identifiers. Text of a document becomes a name in code or of a file here and
 * nowhere else; which of several things gets a name is decided in `claims.ts`.
 */
import { createHash } from 'node:crypto';
import { isIdentifierName, UNSURE } from './letters.js';
import type { Names } from './model.js';
import { isReservedFile, isReservedMethod, isReservedType, isReservedValue } from './reserved.js';

/** Longer file names are cut and told apart by a hash; every file system takes 255 bytes. */
const MAX_FILE_BYTES = 120;

/** Longer identifiers are cut likewise. */
const MAX_IDENTIFIER = 200;

const SEPARATORS = /[^\p{ID_Continue}]+|_+/u;

/** The words of any text: `HTTPRequest`, `http-request` and `http.request` have the same two. */
export function words(text: string): string[] {
  return ASCII.test(text) ? asciiWords(text) : unicodeWords(text);
}

const ASCII = /^[ -~]*$/;

/** The same as for any text, at a tenth of the cost. */
function asciiWords(text: string): string[] {
  const cased = /[a-z]/.test(text) ? text : text.toLowerCase();
  return cased
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}

function unicodeWords(text: string): string[] {
  const plain = text.replace(UNSURE, ' ').normalize('NFKC').replace(UNSURE, ' ');
  const cased = /\p{Ll}/u.test(plain) ? plain : plain.toLowerCase();
  return cased
    .replace(/([\p{Ll}\p{Nd}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(SEPARATORS)
    .filter((word) => word !== '');
}

function capitalized(word: string): string {
  const [first = ''] = word;
  const capital = first.toUpperCase();
  return (capital.search(UNSURE) === -1 ? capital : first) + word.slice(first.length);
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const bounded = (name: string, text: string): string =>
  name.length <= MAX_IDENTIFIER ? name : `${name.slice(0, MAX_IDENTIFIER - 9)}_${hash(text)}`;

/** `PetAdopted`. An identifier that begins with a capital letter stays as written. */
function typeName(text: string, prefix: string): string {
  if (/^[A-Z][A-Za-z0-9_]*$/.test(text)) return bounded(text, text);
  const name = words(text).map(capitalized).join('');
  return bounded(/^\p{ID_Start}/u.test(name) ? name : `${prefix}${name}`, text);
}

/** `petAdopted`; never the same as the type, so that a file can import both. */
function valueName(parts: readonly string[], type: string): string {
  const [first = '', ...rest] = parts;
  const name = first.toLowerCase() + rest.map(capitalized).join('');
  return isReservedValue(name) || name === type ? `${name}_` : name;
}

/** `pet-adopted`: safe on every file system, without a way out of its folder. */
function fileName(parts: readonly string[], text: string): string {
  const name = parts.map((part) => part.toLowerCase()).join('-');
  if (isReservedFile(name)) return `${name}_`;
  if (Buffer.byteLength(name) <= MAX_FILE_BYTES) return name;
  return `${Array.from(name).slice(0, 24).join('')}-${hash(text)}`;
}

/**
 * The names of a message or a schema.
 * @param text any text of a document
 * @param prefix stands in front where the text begins with no letter: `Message`, `Schema`
 */
export function namesFor(text: string, prefix: string): Names {
  const type = typeName(text, prefix);
  const parts = words(type);
  return { type, value: valueName(parts, type), file: fileName(parts, text) };
}

/**
 * Names that are equal in this form cannot stand side by side: as types, as values, or as files
 * where a file system ignores case.
 */
export const clashKey = (type: string): string => type.replaceAll('_', '').toLowerCase();

/** Whether generated code uses a type of this name itself. */
export const isReserved = ({ type }: Names): boolean => isReservedType(type);

/** A method's name, and the text that it was before it got a trailing `_`. */
export interface MethodName {
  readonly name: string;
  /** Set when the name breaks a JavaScript object or is one of the client's own. */
  readonly reserved?: string;
}

/** An operation's name: as written where that is an identifier, else camelCase. */
export function methodName(text: string): MethodName {
  const name = isIdentifierName(text) ? bounded(text.normalize('NFC'), text) : camelCase(text);
  return isReservedMethod(name) ? { name: `${name}_`, reserved: name } : { name };
}

function camelCase(text: string): string {
  const [first = '', ...rest] = words(text);
  const name = first.toLowerCase() + rest.map(capitalized).join('');
  return bounded(/^\p{ID_Start}/u.test(name) ? name : `operation${capitalized(name)}`, text);
}
