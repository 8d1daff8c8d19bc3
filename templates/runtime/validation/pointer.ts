const POINTER = /^(?:\/(?:[^~/]|~0|~1)*)*$/;
const FRAGMENT = /^#(?:\/(?:[a-z0-9_\-.!$&'()*+,;:=@]|%[0-9a-f]{2}|~0|~1)*)*$/i;
const RELATIVE = /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/;

/** `format: json-pointer`, RFC 6901. */
export const isJsonPointer = (value: unknown): value is string =>
  typeof value === 'string' && POINTER.test(value);

/** `format: json-pointer-uri-fragment`, RFC 6901 section 6. */
export const isJsonPointerUriFragment = (value: unknown): value is string =>
  typeof value === 'string' && FRAGMENT.test(value);

/** `format: relative-json-pointer`, draft-handrews-relative-json-pointer-01. */
export const isRelativeJsonPointer = (value: unknown): value is string =>
  typeof value === 'string' && RELATIVE.test(value);
