import { describe, expect, it } from 'vitest';
import { loadText } from '../../src/load/load.js';
import { validateWithReference } from '../../src/validate/reference.js';

const sourceOf = (text: string) => loadText(text, 'asyncapi.yaml', { cwd: '/nowhere' }).value!;

describe('the reference engine', () => {
  it('gives its findings in our form: codes of its own, lines and columns from 1', async () => {
    const source = sourceOf('asyncapi: 3.1.0\ninfo:\n  title: Pets\n  version: 1.0.0\n  dupa: 1\n');
    const { value, diagnostics } = await validateWithReference(source);
    expect(value).toBeUndefined();
    expect(diagnostics).toContainEqual({
      code: 'reference/asyncapi-document-resolved',
      severity: 'error',
      message: 'Property "dupa" is not expected to be here',
      at: { uri: 'asyncapi.yaml', line: 5, column: 9, endLine: 5, endColumn: 10 },
      pointer: '/info/dupa',
    });
  });

  it('gives the source back for a valid document', async () => {
    const source = sourceOf('asyncapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n');
    expect((await validateWithReference(source)).value).toBe(source);
  });
});
