import { expect, test } from 'vitest';
import { catalogue } from '../../src/lint/catalogue.js';
import { diagnosticText } from '../../src/lint/docs.js';
import { enforced } from '../../src/lint/enforced.js';

test('what validate enforces is explained under the code that it is reported as', () => {
  const unexplained = enforced.filter(({ id, code = id }) => diagnosticText(code) === undefined);
  expect(unexplained).toEqual([]);
});

test('an id stands in the catalogue once', () => {
  const ids = catalogue().map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
