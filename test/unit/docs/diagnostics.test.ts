import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from '../../support/paths.js';

const CODE =
  /'((?:binding|channel|codegen|config|input|message|operation|ref|schema|security|spec|verify)\/[a-z][a-z-]+)'/g;

const hasPage = (code = ''): boolean => existsSync(inProject('docs/rules', `${code}.md`));

test('every diagnostic code has a section with cause and remedy, or a page of its own', () => {
  const sources = readdirSync(inProject('src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && path !== join('lint', 'enforced.ts'),
  );
  const codes = sources.flatMap((path) =>
    [...readFileSync(join(inProject('src'), path), 'utf8').matchAll(CODE)].map(([, code]) => code),
  );
  const sections = new Set(
    [...readFileSync(inProject('docs/diagnostics.md'), 'utf8').matchAll(/^### (\S+)$/gm)].map(
      ([, code]) => code,
    ),
  );
  expect(new Set(codes.filter((code) => !hasPage(code)))).toEqual(sections);
});
