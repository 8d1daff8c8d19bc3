/**
 * Holds our verdict against `@asyncapi/parser`'s on every document of the corpus. Where they differ
 * the specification decides, and the difference stands in a list.
 */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/diagnostic.js';
import type { Diagnostic } from '../../src/diagnostic.js';
import { load } from '../../src/load/load.js';
import { validate } from '../../src/validate/validate.js';
import { files, pathOf } from './corpus.js';
import { reviewed } from './reference-differences.js';
import { isCurrent, referenceVerdicts } from './reference-verdicts.js';

async function check(file: string): Promise<readonly Diagnostic[]> {
  const loaded = await load(pathOf(file), { cwd: process.cwd() });
  if (loaded.value === undefined || hasErrors(loaded.diagnostics)) return loaded.diagnostics;
  return [...loaded.diagnostics, ...validate(loaded.value).diagnostics];
}

describe.skipIf(!existsSync('/work/shared/corpus'))(
  'the reference engine (needs the corpus)',
  () => {
    it(
      'agrees on every document of the corpus, or the specification decides',
      { timeout: 600_000 },
      async () => {
        const verdicts = await referenceVerdicts();
        const unexplained: string[] = [];
        const used = new Set<unknown>();
        for (const file of files()) {
          const reference = verdicts.get(file);
          if (reference === undefined || !isCurrent(file, reference)) {
            unexplained.push(`${file}: no current verdict; run with UPDATE_REFERENCE=1`);
            continue;
          }
          const errors = (await check(file)).filter(({ severity }) => severity === 'error');
          const ours = errors.length === 0 ? 'valid' : 'invalid';
          if ((ours === 'valid') === reference.valid) continue;
          const known = reviewed.find(
            (entry) =>
              entry.file.test(file) &&
              entry.ours === ours &&
              (entry.code === undefined || errors.some(({ code }) => code === entry.code)),
          );
          used.add(known);
          if (known === undefined)
            unexplained.push(
              [
                `${file}: ${ours}, the reference says ${reference.first ?? 'valid'}`,
                ...errors.map(({ code, pointer, message }) => `  ${code} ${pointer} ${message}`),
              ].join('\n'),
            );
        }
        expect(unexplained).toEqual([]);
        expect(reviewed.filter((entry) => !used.has(entry))).toEqual([]);
      },
    );
  },
);
