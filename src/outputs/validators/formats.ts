/** A format that the run time can tell. */
export interface Format {
  readonly type: 'string' | 'number';
  /** The guard, which tells the JSON type as well. */
  readonly guard: string;
  /** Under `runtime/validation`. */
  readonly module: string;
  /** What a value must be. */
  readonly noun: string;
}

const text = (guard: string, module: string, noun: string): Format => ({
  type: 'string',
  guard,
  module,
  noun,
});

/**
 * The formats of draft-07, of the AsyncAPI Schema Object and of OpenAPI that restrict a value, with
 * the meaning that ajv-formats gives them. Others (`password`, `binary`, `float`, `double`,
 * `idn-email`, `iri`, whatever a document makes up) are annotations.
 */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['uuid', text('isUuid', 'uuid', 'a UUID')],
  ['date-time', text('isDateTime', 'date-time', 'a date and time of RFC 3339')],
  ['date', text('isDate', 'date-time', 'a date of RFC 3339')],
  ['time', text('isTime', 'date-time', 'a time of RFC 3339')],
  ['iso-date-time', text('isIsoDateTime', 'date-time', 'a date and time of ISO 8601')],
  ['iso-time', text('isIsoTime', 'date-time', 'a time of ISO 8601')],
  ['duration', text('isDuration', 'duration', 'a duration of ISO 8601')],
  ['email', text('isEmail', 'email', 'an e-mail address')],
  ['hostname', text('isHostname', 'network', 'a host name')],
  ['ipv4', text('isIpv4', 'network', 'an IPv4 address')],
  ['ipv6', text('isIpv6', 'network', 'an IPv6 address')],
  ['uri', text('isUri', 'uri', 'a URI')],
  ['uri-reference', text('isUriReference', 'uri', 'a URI reference')],
  ['uri-template', text('isUriTemplate', 'uri', 'a URI template')],
  ['url', text('isUrl', 'url', 'a URL')],
  ['json-pointer', text('isJsonPointer', 'pointer', 'a JSON Pointer')],
  [
    'json-pointer-uri-fragment',
    text('isJsonPointerUriFragment', 'pointer', 'a JSON Pointer as a URI fragment'),
  ],
  ['relative-json-pointer', text('isRelativeJsonPointer', 'pointer', 'a relative JSON Pointer')],
  ['regex', text('isRegex', 'regex', 'a regular expression')],
  ['byte', text('isBase64', 'base64', 'Base64')],
  ['int32', { type: 'number', guard: 'isInt32', module: 'numbers', noun: 'a 32-bit integer' }],
  ['int64', { type: 'number', guard: 'isInt64', module: 'numbers', noun: 'an integer' }],
]);
