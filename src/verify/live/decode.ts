import { isUtf8 } from 'node:buffer';
import { readRole } from '../../../templates/runtime/core/envelope/read-headers.js';
import type { Recorded } from '../envelope.js';
import type { Finding } from '../finding.js';
import { parseRecord } from '../json-text.js';
import { mediaType } from '../message-rules.js';
import type { MessageRules } from '../message-rules.js';
import type { LiveMessage } from './sample.js';

/** A live message with its payload as a value, or why it has none. */
export type Decoded =
  | {
      readonly recorded: Recorded;
      /** False: the bytes are of a type that nobody here reads. */
      readonly isRead: boolean;
    }
  | { readonly fault: Finding; readonly recorded: Recorded };

/** Decodes JSON and text. */
export function decode(message: LiveMessage, candidates: readonly MessageRules[]): Decoded {
  const { body, headers, key } = message;
  const around = { headers, isEnveloped: true, ...(key === undefined ? {} : { key }) };
  const type = contentTypeOf(message, candidates);
  const text = isUtf8(body) ? new TextDecoder().decode(body) : undefined;
  if (type.startsWith('text/') && type !== 'text/json' && text !== undefined)
    return { recorded: { ...around, payload: text }, isRead: true };
  if (!isJson(type)) return { recorded: { ...around, payload: undefined }, isRead: false };
  if (body.length === 0) return { recorded: { ...around, payload: undefined }, isRead: true };
  if (text === undefined)
    return {
      recorded: { ...around, payload: shownBytes(body) },
      fault: notJson('It is no UTF-8.'),
    };
  const parsed = parseRecord(text);
  return parsed.ok
    ? { recorded: { ...around, payload: parsed.value }, isRead: true }
    : { recorded: { ...around, payload: text }, fault: notJson(parsed.diagnostic.message) };
}

const isJson = (type: string): boolean =>
  type === 'application/json' || type === 'text/json' || type.endsWith('+json');

/** As consumers decode: by the document. Only messages of several types are told by their header. */
function contentTypeOf({ headers }: LiveMessage, candidates: readonly MessageRules[]): string {
  const [first] = candidates;
  if (first === undefined) return 'application/json';
  if (candidates.every(({ contentType }) => contentType === first.contentType))
    return first.contentType;
  const said = candidates.map(({ plan }) => readRole(plan, headers, 'content-type'));
  return mediaType(said.find((type) => type !== undefined) ?? first.contentType);
}

const notJson = (why: string): Finding => ({
  code: 'verify/syntax',
  severity: 'error',
  message: `The payload is not JSON. ${why}`,
  pointer: '/payload',
  part: 'value',
  reason: 'payload is not JSON',
});

/** Bytes that are shown of what is no text. */
const SHOWN = 64;

const shownBytes = (body: Uint8Array): string =>
  `${Buffer.from(body.subarray(0, SHOWN)).toString('latin1')}${body.length > SHOWN ? '…' : ''}`;
