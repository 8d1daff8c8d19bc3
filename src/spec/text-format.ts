import type { TextFormat } from './shape.js';

const compiles = (pattern: string, flags: string): boolean => {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
};

const known = new Map<string, boolean>();

/** Whether a text is a regular expression of ECMA-262, with or without Unicode mode. */
export function isRegex(pattern: string): boolean {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const valid = compiles(pattern, 'u') || compiles(pattern, '');
  if (known.size < 10_000) known.set(pattern, valid);
  return valid;
}

/** RFC 3986: a scheme, then only the characters that a URI may hold. */
const uri = /^[a-z][a-z\d+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})+$/i;
/** One `@`, no white space, a domain of labels. */
const email = /^[^\s@]+@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;
/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#runtimeExpression */
const runtimeExpression = /^\$message\.(?:header|payload)#(?:\/(?:[^/~]|~[01])*)*$/;

/** Each format: its test, and how to say it after "must be". */
export const textFormats: Readonly<
  Record<TextFormat, { readonly test: (value: string) => boolean; readonly says: string }>
> = {
  uri: { test: (value) => uri.test(value), says: 'an absolute URI such as https://example.com/' },
  email: { test: (value) => email.test(value), says: 'an e-mail address' },
  regex: { test: isRegex, says: 'a regular expression (ECMA-262)' },
  'runtime-expression': {
    test: (value) => runtimeExpression.test(value),
    says: 'a runtime expression such as $message.header#/correlationId',
  },
};
