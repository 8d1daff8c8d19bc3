const PRIVATE = [
  '(?!(?:10|127)(?:\\.\\d{1,3}){3})',
  '(?!(?:169\\.254|192\\.168)(?:\\.\\d{1,3}){2})',
  '(?!172\\.(?:1[6-9]|2\\d|3[0-1])(?:\\.\\d{1,3}){2})',
].join('');
const FIRST = '(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3])';
const MIDDLE = '(?:\\.(?:1?\\d{1,2}|2[0-4]\\d|25[0-5])){2}';
const LAST = '(?:\\.(?:[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-4]))';
const CHAR = '[a-z0-9\\u{00a1}-\\u{ffff}]';
const LABEL = `(?:${CHAR}+-)*${CHAR}+`;
const TOP = '(?:\\.(?:[a-z\\u{00a1}-\\u{ffff}]{2,}))';
const NAME = `(?:${LABEL})(?:\\.${LABEL})*${TOP}`;
const HOST = `(?:${PRIVATE}${FIRST}${MIDDLE}${LAST}|${NAME})`;
const URL_OF_THE_WEB = new RegExp(
  `^(?:https?|ftp)://(?:\\S+(?::\\S*)?@)?${HOST}(?::\\d{2,5})?(?:/\\S*)?$`,
  'iu',
);

/** `format: url`: an address on the public web. */
export const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && URL_OF_THE_WEB.test(value);
