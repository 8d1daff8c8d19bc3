import { isUtf8 } from 'node:buffer';
import type { Entry } from './record.js';

/** A longer line is no message: it is skipped, so that memory stays bounded. */
export const MAX_RECORD = 16 * 1024 * 1024;

const LF = 10;

/**
 * Cuts bytes into the lines of NDJSON, a block at a time. Empty lines are no messages. Lines end with
 * LF or CRLF, the last one also with the end of the file; a byte order mark in front is skipped.
 */
export class LineCutter {
  #rest: Uint8Array[] = [];
  #restSize = 0;
  #line = 1;
  #isFirst = true;
  /** In the middle of a line that is too long. */
  #skips = false;

  /** The lines that end in a chunk. */
  *push(chunk: Uint8Array): Generator<Entry> {
    const end = chunk.lastIndexOf(LF);
    if (end < 0) {
      yield* this.#keep(chunk);
      return;
    }
    let block = chunk.subarray(0, end + 1);
    if (this.#skips) {
      const next = block.indexOf(LF) + 1;
      block = block.subarray(next);
      this.#skips = false;
      this.#line++;
    } else if (this.#restSize > 0) block = Buffer.concat([...this.#rest, block]);
    this.#drop();
    yield* this.#lines(block);
    yield* this.#keep(chunk.subarray(end + 1));
  }

  /** The line that the end of the file ends. */
  *end(): Generator<Entry> {
    const block = Buffer.concat(this.#rest);
    this.#drop();
    if (!this.#skips) yield* this.#lines(block);
  }

  *#keep(bytes: Uint8Array): Generator<Entry> {
    if (this.#skips || bytes.length === 0) return;
    this.#rest.push(bytes);
    this.#restSize += bytes.length;
    if (this.#restSize <= MAX_RECORD) return;
    this.#drop();
    this.#skips = true;
    yield tooLong(this.#line);
  }

  #drop(): void {
    this.#rest = [];
    this.#restSize = 0;
  }

  #lines(block: Uint8Array): Generator<Entry> {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    return isUtf8(bytes) ? this.#textLines(bytes.toString('utf8')) : this.#byteLines(bytes);
  }

  *#textLines(text: string): Generator<Entry> {
    let start = this.#isFirst && text.startsWith('\ufeff') ? 1 : 0;
    this.#isFirst = false;
    while (start < text.length) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
      const record = { text: line, line: this.#line, column: 1 };
      if (!isBlank(line)) yield found < 0 ? { ...record, isCut: true } : record;
      if (found >= 0) this.#line++;
      start = end + 1;
    }
  }

  /** Somewhere in the block is a byte that is no UTF-8: only that line suffers from it. */
  *#byteLines(bytes: Buffer): Generator<Entry> {
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(LF, start);
      const end = found < 0 ? bytes.length : found + 1;
      const line = bytes.subarray(start, end);
      if (isUtf8(line)) yield* this.#textLines(line.toString('utf8'));
      else {
        yield notUtf8(this.#line);
        if (found >= 0) this.#line++;
      }
      start = end;
    }
  }
}

const isBlank = (line: string): boolean =>
  line === '' || (line.charCodeAt(0) <= 32 && line.trim() === '');

const tooLong = (line: number): Entry => ({
  code: 'verify/too-large',
  message: `This line is longer than ${MAX_RECORD / 1048576} MiB and was skipped.`,
  line,
});

const notUtf8 = (line: number): Entry => ({
  code: 'verify/encoding',
  message: 'This line is no UTF-8 text.',
  help: 'JSON is exchanged as UTF-8 (RFC 8259, section 8.1).',
  line,
});
