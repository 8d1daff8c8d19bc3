import { isUtf8 } from 'node:buffer';
import type { DeadLetterMessage } from '../../../templates/runtime/types.js';
import type { InflatedBody } from '../../dlq/inflate-letter.js';
import type { JudgedLetter } from '../../dlq/judge-letter.js';
import { printable } from '../printable.js';
import { counted } from './text.js';

/** Characters of a payload, and bytes of one that is no text, that are shown. */
const MOST_TEXT = 20_000;
const MOST_BYTES = 256;

/** A dead letter for people: why, from where, what. What the document says of it is not told here. */
export function letterText(letter: DeadLetterMessage, judged: JudgedLetter): string {
  const { id, type, reason, message, place } = letter;
  return [
    `${id === '' ? '(no id)' : id} ${type ?? '(no type)'} in ${place}`,
    ...fields([
      ['reason', message === '' ? reason : `${reason}: ${message}`],
      ['failed', failure(letter)],
      ['sent to', letter.source],
      ['key', letter.key],
    ]),
    ...section('faults when it failed', letter.issues.map(issueLine)),
    ...section(
      'headers',
      Object.entries(letter.headers).map(([name, value]) => `${name}: ${headerText(value)}`),
    ),
    ...section(
      `payload, ${sizeText(letter, judged.body)}`,
      bodyLines(judged.body.bytes, judged.recorded.payload),
    ),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('')
    .concat('\n');
}

function failure({ failedAt, attempts, redriven }: DeadLetterMessage): string {
  const before = redriven === 0 ? '' : `, redriven ${counted(redriven, 'time')} before`;
  const when = failedAt === undefined ? 'at an unknown time' : failedAt.toISOString();
  return `${when}, after ${counted(attempts, 'attempt')}${before}`;
}

type Field = readonly [name: string, text: string | undefined];

const fields = (all: readonly Field[]): string[] =>
  all.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(8)} ${text}`]));

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

const issueLine = ({ path, message }: DeadLetterMessage['issues'][number]): string =>
  `${path} ${message}`.trimStart();

const headerText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function sizeText(
  { body, contentEncoding = '' }: DeadLetterMessage,
  { bytes, fault }: InflatedBody,
): string {
  const size = counted(body.length, 'byte');
  if (fault !== undefined) return `${size} of ${contentEncoding}, which cannot be undone: ${fault}`;
  if (bytes === body) return size;
  return `${size} of ${contentEncoding}, ${counted(bytes.length, 'byte')} inflated`;
}

/** A JSON payload is laid out; other text is shown as it is. */
function bodyLines(body: Uint8Array, payload: unknown): string[] {
  const laidOut = typeof payload === 'object' && payload !== null;
  const text = laidOut ? JSON.stringify(payload, null, 2) : bodyText(body);
  if (text === undefined) return hexLines(body);
  const shown = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
  return shown === '' ? [] : shown.split(/\r\n|\n|\r/);
}

/** The body as text; nothing when it is none. */
export const bodyText = (body: Uint8Array): string | undefined =>
  isUtf8(body) ? new TextDecoder().decode(body) : undefined;

function hexLines(body: Uint8Array): string[] {
  const shown = Buffer.from(body.subarray(0, MOST_BYTES)).toString('hex');
  const lines = shown.match(/.{1,64}/g) ?? [];
  return [...lines.map((line) => line.replace(/../g, '$& ').trimEnd()), ...rest(body)];
}

const rest = ({ length }: Uint8Array): string[] =>
  length > MOST_BYTES ? [`… ${counted(length - MOST_BYTES, 'more byte')}`] : [];
