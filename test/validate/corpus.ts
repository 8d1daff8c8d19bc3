import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

const folder = '/work/shared/corpus/';

export interface CorpusDocument {
  /** Path from the corpus folder. */
  readonly file: string;
  readonly value: unknown;
}

const column = (row: string, index: number): string => row.split('\t')[index] ?? '';

/** The files of the corpus that are AsyncAPI documents, by the index. */
export function files(): readonly string[] {
  const rows = readFileSync(`${folder}INDEX.tsv`, 'utf8').trim().split('\n').slice(1);
  return rows.filter((row) => /^(yes|no)/.test(column(row, 15))).map((row) => column(row, 0));
}

export const pathOf = (file: string): string => folder + file;

/** The documents of the corpus that parse, as plain data. */
export function documents(): readonly CorpusDocument[] {
  return files().flatMap((file) => {
    try {
      return [{ file, value: load(readFileSync(pathOf(file), 'utf8')) }];
    } catch {
      return [];
    }
  });
}
