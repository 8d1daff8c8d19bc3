import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './paths.js';

/** One line of the corpus' `INDEX.tsv`. */
export interface CorpusDocument {
  /** Relative to the corpus: `asyncapi/spec/examples/simple-asyncapi.yml`. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** `3.0.0`, `3.1.0`, `2.6.0` ... */
  readonly asyncapi: string;
  readonly valid: boolean;
  /** The whole line, by column: `features`, `first_error`, `notes` ... */
  readonly row: Readonly<Record<string, string>>;
}

/** The documents, or the reason why there are none. */
export interface Corpus {
  readonly documents: readonly CorpusDocument[];
  /** To be shown when a test is skipped; empty when there are documents. */
  readonly reason: string;
}

/**
 * Real documents, kept beside the project and not in it. `PETEVENTS_CORPUS` names another folder.
 * A test over it: `describe.skipIf(corpus.reason !== '')(\`corpus ${corpus.reason}\`, ...)`.
 */
export function corpusDocuments(): Corpus {
  const folder = process.env['PETEVENTS_CORPUS'] ?? inProject('..', 'shared', 'corpus');
  const index = join(folder, 'INDEX.tsv');
  if (!existsSync(index)) {
    return {
      documents: [],
      reason: `(skipped: no corpus at ${folder}; name its folder in PETEVENTS_CORPUS)`,
    };
  }
  const [head = '', ...lines] = readFileSync(index, 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return { documents: lines.map((line) => toDocument(folder, columns, line)), reason: '' };
}

function toDocument(folder: string, columns: readonly string[], line: string): CorpusDocument {
  const cells = line.split('\t');
  const row = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  const file = row['file'] ?? '';
  return {
    file,
    path: join(folder, file),
    asyncapi: row['asyncapi'] ?? '',
    valid: row['valid'] === 'yes',
    row,
  };
}
