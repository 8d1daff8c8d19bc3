/** Real documents: lint ends, places what it finds, and the preset recommended stays quiet on them. */
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/diagnostic.js';
import { lint } from '../../src/lint/lint.js';
import { defaultSettings } from '../../src/lint/settings.js';
import { load } from '../../src/load/load.js';
import { validate } from '../../src/validate/validate.js';
import { corpusDocuments } from '../support/corpus.js';

const corpus = corpusDocuments();
const valid = corpus.documents.filter((document) => document.valid);

/** Errors of `recommended` in documents that the specification takes; each was looked at, and is one. */
const reviewed = new Set([
  'schema/keyword-type', // Springwolf prints `properties` of texts, `anyof-asyncapi.yml` has a typo
  'schema/discriminator', // the property is not required, against the Schema Object's own text
  'kafka/topic-name', // addresses with a slash on a Kafka server
]);

async function found(path: string, preset: 'recommended' | 'strict') {
  const { value, diagnostics } = await load(path, { cwd: '/' });
  if (value === undefined || hasErrors(diagnostics) || hasErrors(validate(value).diagnostics))
    return [];
  return lint(value, { ...defaultSettings, preset }).diagnostics;
}

describe.skipIf(corpus.reason !== '')(`corpus ${corpus.reason}`, () => {
  test('recommended gives errors of reviewed rules only', async () => {
    const codes = new Set<string>();
    for (const { path } of valid)
      for (const { code, severity } of await found(path, 'recommended'))
        if (severity === 'error') codes.add(code);
    expect([...codes].filter((code) => !reviewed.has(code))).toEqual([]);
  });

  test('strict ends, and every finding has a place', async () => {
    for (const { path, file } of valid)
      for (const { at, code } of await found(path, 'strict'))
        expect([file, code, at.line >= 1 && at.column >= 1]).toEqual([file, code, true]);
  });
});
