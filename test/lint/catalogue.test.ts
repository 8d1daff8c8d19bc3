import { expect, test } from 'vitest';
import { catalogue } from '../../src/lint/catalogue.js';
import { diagnosticText } from '../../src/lint/docs.js';
import { enforced } from '../../src/lint/enforced.js';
import { levelled } from '../../src/lint/levelled.js';

test('what validate enforces is explained under the code that it is reported as', () => {
  const codes = [...enforced.map(({ id, code = id }) => code), ...levelled.map(({ id }) => id)];
  expect(codes.filter((code) => diagnosticText(code) === undefined)).toEqual([]);
});

test('an id stands in the catalogue once', () => {
  const ids = catalogue().map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
