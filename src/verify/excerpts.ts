import type { Location } from '../diagnostic.js';
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

  /** A line of an input, if a finding points at it or follows it. */
  line(uri: string, line: number): string | undefined {
    return this.#files.get(uri)?.get(line);
  }
}
