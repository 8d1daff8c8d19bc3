/**
 * What may stand in an identifier, wherever generated code is compiled. TypeScript 5.4 knows the
 * letters of Unicode 12, Node those of its own version: a name must not depend on either.
 */

/** Letters and marks that came to the basic plane after Unicode 12, and what 15.1 made a part. */
const NEWER = [
  ...['\\u0870-\\u0887', '\\u0889-\\u088f', '\\u0897-\\u089f', '\\u08b5', '\\u08be-\\u08d2'],
  ...['\\u0b55', '\\u0c3c', '\\u0c5c', '\\u0c5d', '\\u0cdc', '\\u0cdd', '\\u0cf3', '\\u0d04'],
  ...['\\u0d81', '\\u0ece', '\\u170d', '\\u1715', '\\u171f', '\\u180f', '\\u1abf-\\u1add'],
  ...['\\u1ae0-\\u1aeb', '\\u1b4c', '\\u1c89', '\\u1c8a', '\\u1dfa', '\\u200c', '\\u200d'],
  ...['\\u2c2f', '\\u2c5f', '\\u30fb', '\\u31bb-\\u31bf', '\\u4db6-\\u4dbf', '\\u9ff0-\\u9fff'],
  ...['\\ua7c0', '\\ua7c1', '\\ua7c7-\\ua7dc', '\\ua7f1-\\ua7f6', '\\ua82c', '\\uab68', '\\uab69'],
  '\\uff65',
].join('');

/** One character that some compiler takes for no letter: newer ones, and all beyond the plane. */
export const UNSURE = new RegExp(`[${NEWER}\\u{10000}-\\u{10ffff}]`, 'gu');

const SURE_IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** Whether a text is an identifier to every compiler (ECMA-262, section 12.7). */
export const isIdentifierName = (text: string): boolean =>
  SURE_IDENTIFIER.test(text) && text.search(UNSURE) === -1;
