import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.js';
import type { OutputFile } from '../../src/emit/output-file.js';
import { check, generate } from '../../src/pipeline.js';
import { corpusDocuments } from '../support/corpus.js';
import type { CorpusDocument } from '../support/corpus.js';
import { formatted } from '../support/formatted.js';
import { typecheck } from '../support/typecheck.js';

const corpus = corpusDocuments();
const documents = corpus.documents.filter(({ asyncapi }) => asyncapi.startsWith('3.'));

/** A folder for each document, with one run time for all of them: one program to compile. */
const folderOf = ({ file }: CorpusDocument): string =>
  `d${createHash('sha1').update(file).digest('hex').slice(0, 8)}`;

const run = (document: CorpusDocument) =>
  generate(document.path, {
    cwd: dirname(document.path),
    sourceName: basename(document.path),
    protocols: ['memory', 'kafka', 'amqp'],
    runtime: '../runtime',
  });

const errorsOf = (diagnostics: readonly Diagnostic[]) =>
  diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`);

describe.skipIf(corpus.reason !== '')(`corpus ${corpus.reason}`, () => {
  const outputs = new Map<string, readonly OutputFile[]>();
  const failures: string[] = [];

  beforeAll(async () => {
    for (const document of documents) {
      const checked = await check(document.path, { cwd: dirname(document.path) });
      if (errorsOf(checked.diagnostics).length > 0) continue;
      const { files, diagnostics } = await run(document);
      if (files === undefined)
        failures.push(`${document.file}: ${errorsOf(diagnostics).join('; ')}`);
      else outputs.set(document.file, files);
    }
  }, 120_000);

  test('every valid document generates', () => {
    expect(failures).toEqual([]);
    expect(outputs.size).toBeGreaterThan(60);
  });

  test('the same document gives the same bytes', async () => {
    for (const document of documents.filter(({ file }) => outputs.has(file))) {
      expect((await run(document)).files, document.file).toEqual(outputs.get(document.file));
    }
  });

  test('all of the output compiles under the strictest settings', async () => {
    const files = documents.flatMap((document) =>
      (outputs.get(document.file) ?? []).map(({ path, text }) => ({
        path: path.startsWith('runtime/') ? path : `${folderOf(document)}/${path}`,
        text,
      })),
    );
    const unique = new Map(files.map((file) => [file.path, file]));
    expect(await typecheck(unique.values())).toEqual([]);
  }, 300_000);

  test('Prettier finds nothing to change in the code', async () => {
    const surprises: string[] = [];
    for (const [file, output] of outputs) {
      for (const { path, text } of output) {
        if (!path.endsWith('.ts') || path.startsWith('runtime/')) continue;
        if ((await formatted(text)) !== text) surprises.push(`${file}: ${path}`);
      }
    }
    expect(surprises).toEqual([]);
  }, 300_000);
});
