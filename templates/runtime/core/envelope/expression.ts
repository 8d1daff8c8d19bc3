import { own } from '../own.js';

/** A runtime expression: `$message.payload#/pet/id`. AsyncAPI 3, section "Runtime Expression". */
export interface Expression {
  readonly part: 'payload' | 'header';
  readonly path: readonly string[];
}

const syntax = /^\$message\.(payload|header)(?:#(\/.*)?)?$/su;

/** `undefined` when the text is no runtime expression. */
export const parseExpression = (text: string): Expression | undefined => {
  const match = syntax.exec(text);
  if (match === null) return undefined;
  const pointer = match[2] ?? '';
  const path = pointer === '' ? [] : pointer.slice(1).split('/').map(unescape);
  return { part: match[1] === 'header' ? 'header' : 'payload', path };
};

/** RFC 6901, section 4. */
const unescape = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** What the expression finds in a message; `undefined` when there is nothing. */
export const evaluate = (expression: Expression, payload: unknown, headers: unknown): unknown =>
  expression.path.reduce(own, expression.part === 'payload' ? payload : headers);

/** As text for keys, parameters and ids: strings as they are, the rest as JSON. */
export const asText = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};
