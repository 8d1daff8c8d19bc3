import { quote } from '../../emit/quote.js';

/** A JSON Pointer in the making: the text behind `path`, ready to stand in a template literal. */
export type Path = string;

/** The value that a check was given. */
export const HERE: Path = '';

/** A property that the document names. */
export function property(path: Path, name: string): Path {
  const key = name.replaceAll('~', '~0').replaceAll('/', '~1');
  const isPlain = /^[\w .:@~+*-]*$/.test(key);
  return isPlain ? `${path}/${key}` : `${path}\${${quote(`/${key}`)}}`;
}

/** A place that is known at run time: `code` gives its key. */
export const place = (path: Path, code: string): Path => `${path}/\${${code}}`;

/** @param variable what holds the path of the value that a check was given */
export const pathText = (path: Path, variable: string): string =>
  path === HERE ? variable : `\`\${${variable}}${path}\``;
