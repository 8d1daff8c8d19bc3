import type { Location } from '../diagnostic.js';
import type { Recorded } from './envelope.js';
import type { Finding } from './finding.js';
import { locateIn } from './json-text.js';
import type { RecordText } from './record.js';

/** Longer lines are kept only around a finding: nobody reads more, and memory stays bounded. */
const MAX_LINE = 10_000;

/** The lines of inputs that findings point at: inputs are too large to be kept whole. */
export class Excerpts {
  readonly #files = new Map<string, Map<number, string>>();

  /** @param at a place inside the record's own text */
  keep(uri: string, record: RecordText, at: Location): void {
    const lines = this.#files.get(uri) ?? new Map<number, string>();
    this.#files.set(uri, lines);
    const texts = record.text.split(/\r\n|\n|\r/);
    for (const line of [at.line - 1, at.line]) {
      const text = texts[line - 1];
      if (text === undefined) continue;
      const indent = line === 1 ? ' '.repeat(record.column - 1) : '';
      lines.set(record.line + line - 1, (indent + text).slice(0, at.column + MAX_LINE));
    }
  }

  /** The place of a finding in a message from a broker, as if it stood in a file, laid out. */
  locate({ pointer, part }: Finding, { payload, headers, key }: Recorded, uri: string): Location {
    const text = JSON.stringify({ key, headers, payload }, null, 2);
    const at = locateIn(text).locate(pointer, part);
    this.keep(uri, { text, line: 1, column: 1 }, at);
    return { ...at, uri };
  }

  /** A line of an input, if a finding points at it or follows it. */
  line(uri: string, line: number): string | undefined {
    return this.#files.get(uri)?.get(line);
  }
}
