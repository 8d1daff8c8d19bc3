import { isBase64 } from '../../templates/runtime/validation/base64.js';
import {
  isDate,
  isDateTime,
  isIsoDateTime,
  isIsoTime,
  isTime,
} from '../../templates/runtime/validation/date-time.js';
import { isDuration } from '../../templates/runtime/validation/duration.js';
import { isEmail } from '../../templates/runtime/validation/email.js';
import { isHostname, isIpv4, isIpv6 } from '../../templates/runtime/validation/network.js';
import { isInt32, isInt64 } from '../../templates/runtime/validation/numbers.js';
import {
  isJsonPointer,
  isJsonPointerUriFragment,
  isRelativeJsonPointer,
} from '../../templates/runtime/validation/pointer.js';
import { isRegex } from '../../templates/runtime/validation/regex.js';
import { isUri, isUriReference, isUriTemplate } from '../../templates/runtime/validation/uri.js';
import { isUrl } from '../../templates/runtime/validation/url.js';
import { isUuid } from '../../templates/runtime/validation/uuid.js';

/** A format that restricts a value: what generated validators test, by the same code. */
export interface Format {
  readonly type: 'string' | 'number';
  readonly test: (value: unknown) => boolean;
  /** What the value must be. */
  readonly noun: string;
}

const text = (test: Format['test'], noun: string): Format => ({ type: 'string', test, noun });
const number = (test: Format['test'], noun: string): Format => ({ type: 'number', test, noun });

/** The same list as `outputs/validators/formats.ts`; a test compares the two. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ['uuid', text(isUuid, 'a UUID')],
  ['date-time', text(isDateTime, 'a date and time of RFC 3339')],
  ['date', text(isDate, 'a date of RFC 3339')],
  ['time', text(isTime, 'a time of RFC 3339')],
  ['iso-date-time', text(isIsoDateTime, 'a date and time of ISO 8601')],
  ['iso-time', text(isIsoTime, 'a time of ISO 8601')],
  ['duration', text(isDuration, 'a duration of ISO 8601')],
  ['email', text(isEmail, 'an e-mail address')],
  ['hostname', text(isHostname, 'a host name')],
  ['ipv4', text(isIpv4, 'an IPv4 address')],
  ['ipv6', text(isIpv6, 'an IPv6 address')],
  ['uri', text(isUri, 'a URI')],
  ['uri-reference', text(isUriReference, 'a URI reference')],
  ['uri-template', text(isUriTemplate, 'a URI template')],
  ['url', text(isUrl, 'a URL')],
  ['json-pointer', text(isJsonPointer, 'a JSON Pointer')],
  ['json-pointer-uri-fragment', text(isJsonPointerUriFragment, 'a JSON Pointer as a URI fragment')],
  ['relative-json-pointer', text(isRelativeJsonPointer, 'a relative JSON Pointer')],
  ['regex', text(isRegex, 'a regular expression')],
  ['byte', text(isBase64, 'Base64')],
  ['int32', number(isInt32, 'a 32-bit integer')],
  ['int64', number(isInt64, 'an integer')],
]);
