import { isUtf8 } from 'node:buffer';
import { elements } from './elements.js';
import { LineCutter, MAX_RECORD } from './lines.js';
import type { Entry, RecordFault } from './record.js';

/** A JSON file is read as a whole; larger inputs have to be NDJSON, which streams. */
const MAX_FILE = 64 * 1024 * 1024;

/** Bytes in which a NUL says that a file is no text. */
const SNIFFED = 8192;

const LF = 10;
const CR = 13;

/**
 * The messages of an input, a block at a time: so that who reads them can tell how far it is.
 * NDJSON streams. It is known by `isLines`, or by a first line that is a whole JSON value with more
 * behind it, which no JSON file can have.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  isLines: boolean,
): AsyncGenerator<Iterable<Entry>> {
  const head = new Head();
  const iterator = chunks[Symbol.asyncIterator]();
  let next = await iterator.next();
  while (next.done !== true) {
    head.add(next.value);
    if (isLines || head.kind !== undefined) break;
    next = await iterator.next();
  }
  if (head.isBinary) yield [fault('input/binary', 'This is a binary file, not text.')];
  else if (isLines || head.kind === 'lines') yield* readLines(head, iterator, next.done === true);
  else yield await readWhole(head, iterator, next.done === true);
  await iterator.return?.();
}

type Chunks = AsyncIterator<Uint8Array>;

async function* readLines(
  head: Head,
  rest: Chunks,
  isDone: boolean,
): AsyncGenerator<Iterable<Entry>> {
  const cutter = new LineCutter();
  yield cutter.push(head.take());
  if (!isDone) {
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield cutter.push(next.value);
  }
  yield cutter.end();
}

async function readWhole(head: Head, rest: Chunks, isDone: boolean): Promise<Iterable<Entry>> {
  if (!isDone) {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      head.add(next.value);
      if (head.size > MAX_FILE) return [tooLarge()];
    }
  }
  return wholeFile(head.take());
}

function wholeFile(bytes: Uint8Array): Iterable<Entry> {
  if (!isUtf8(bytes)) return [fault('input/binary', 'This is no UTF-8 text.', 'Save it as UTF-8.')];
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return [fault('input/empty', 'The file is empty.')];
  if (isJson(text)) return elements(text);
  // Not JSON: the one who parses it says where.
  return text.length > MAX_RECORD ? [tooLarge()] : [{ text, line: 1, column: 1 }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The start of an input, until it is known what it is. */
class Head {
  readonly #chunks: Uint8Array[] = [];
  #hasBreak = false;
  size = 0;
  kind: 'lines' | 'whole' | undefined;

  get isBinary(): boolean {
    return this.#chunks[0]?.subarray(0, SNIFFED).includes(0) === true;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
    if (this.isBinary || this.size > MAX_RECORD) this.kind ??= 'whole';
    this.#hasBreak ||= chunk.includes(LF) || chunk.includes(CR);
    if (this.#hasBreak) this.kind ??= this.#decide();
  }

  take(): Uint8Array {
    return this.#chunks.length === 1
      ? (this.#chunks[0] ?? Buffer.alloc(0))
      : Buffer.concat(this.#chunks);
  }

  /** Nothing until the first line has ended and something stands behind it. */
  #decide(): 'lines' | 'whole' | undefined {
    const text = Buffer.from(this.take())
      .toString('utf8')
      .replace(/^[\ufeff\s]+/, '');
    const end = text.search(/[\r\n]/);
    if (end < 0) return undefined;
    if (!isJson(text.slice(0, end))) return 'whole';
    return text.slice(end).trim() === '' ? undefined : 'lines';
  }
}

const fault = (code: RecordFault['code'], message: string, help?: string): RecordFault => ({
  code,
  message,
  line: 1,
  ...(help === undefined ? {} : { help }),
});

const tooLarge = (): RecordFault =>
  fault(
    'input/too-large',
    `As JSON, at most ${MAX_FILE / 1048576} MiB are read.`,
    "Give one message a line instead (NDJSON), which has no limit: `jq -c '.[]' messages.json`.",
  );
