const BASE64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/im;

/** `format: byte`: Base64, RFC 4648 section 4. One line of it is enough. */
export const isBase64 = (value: unknown): value is string =>
  typeof value === 'string' && BASE64.test(value);
