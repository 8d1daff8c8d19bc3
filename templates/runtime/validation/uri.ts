const SCHEME = '[a-z][a-z0-9+\\-.]*:';
const ESCAPE = '%[0-9a-f]{2}';
const H16 = '[0-9a-f]{1,4}';
const BYTE = '(?:25[0-5]|2[0-4]\\d|[01]?\\d\\d?)';
const IPV4 = `(?:${BYTE}\\.){3}${BYTE}`;
const LS32 = `(?:${H16}:${H16}|${IPV4})`;
const IPV6 = [
  `(?:${H16}:){6}${LS32}`,
  `::(?:${H16}:){5}${LS32}`,
  `(?:${H16})?::(?:${H16}:){4}${LS32}`,
  `(?:(?:${H16}:){0,1}${H16})?::(?:${H16}:){3}${LS32}`,
  `(?:(?:${H16}:){0,2}${H16})?::(?:${H16}:){2}${LS32}`,
  `(?:(?:${H16}:){0,3}${H16})?::${H16}:${LS32}`,
  `(?:(?:${H16}:){0,4}${H16})?::${LS32}`,
  `(?:(?:${H16}:){0,5}${H16})?::${H16}`,
  `(?:(?:${H16}:){0,6}${H16})?::`,
].join('|');
const FUTURE = "v[0-9a-f]+\\.[a-z0-9\\-._~!$&'()*+,;=:]+";
const USER = `(?:(?:[a-z0-9\\-._~!$&'()*+,;=:]|${ESCAPE})*@)?`;

/** Everything behind the scheme. `also` are characters beyond RFC 3986 that are let through. */
function hierarchy(also: string): { readonly path: string; readonly end: string } {
  const char = `(?:[a-z0-9\\-._~!$&'${also}()*+,;=:@]|${ESCAPE})`;
  const name = `(?:[a-z0-9\\-._~!$&'${also}()*+,;=]|${ESCAPE})*`;
  const host = `(?:\\[(?:${IPV6}|${FUTURE})\\]|${IPV4}|${name})`;
  const authority = `\\/?\\/${USER}${host}(?::\\d*)?(?:\\/${char}*)*`;
  const rooted = `\\/(?:${char}+(?:\\/${char}*)*)?`;
  const rootless = `${char}+(?:\\/${char}*)*`;
  return {
    path: `(?:${authority}|${rooted}|${rootless})`,
    end: `(?:\\?(?:${char}|[/?])*)?(?:#(?:${char}|[/?])*)?$`,
  };
}

const ABSOLUTE = hierarchy('');
const URI = new RegExp(`^${SCHEME}${ABSOLUTE.path}${ABSOLUTE.end}`, 'i');
const RELATIVE = hierarchy('"');
const REFERENCE = new RegExp(`^(?:${SCHEME})?${RELATIVE.path}?${RELATIVE.end}`, 'i');

const VARIABLE = `(?:[a-z0-9_]|${ESCAPE})+(?::[1-9][0-9]{0,3}|\\*)?`;
const EXPRESSION = `\\{[+#./;?&=,!@|]?${VARIABLE}(?:,${VARIABLE})*\\}`;
const LITERAL = '[^\\x00-\\x20"\'<>%\\\\^`{|}]';
const TEMPLATE = new RegExp(`^(?:${LITERAL}|${ESCAPE}|${EXPRESSION})*$`, 'i');

/** `format: uri`, RFC 3986 section 3. */
export const isUri = (value: unknown): value is string =>
  typeof value === 'string' && URI.test(value);

/** `format: uri-reference`, RFC 3986 section 4.1. */
export const isUriReference = (value: unknown): value is string =>
  typeof value === 'string' && REFERENCE.test(value);

/** `format: uri-template`, RFC 6570. */
export const isUriTemplate = (value: unknown): value is string =>
  typeof value === 'string' && TEMPLATE.test(value);
