import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/diagnostic.js';
import type { OutputFile } from '../../src/emit/output-file.js';
import { generate } from '../../src/pipeline.js';
import { writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';
import { runModule } from '../support/run-module.js';
import { typecheck } from '../support/typecheck.js';

const FOLDER = inProject('fixtures/hostile');
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** Every document plants `globalThis.PWNED = 1` wherever text can stand. */
const outputOf = async (name: string): Promise<readonly OutputFile[]> => {
  const { files, diagnostics } = await generate(join(FOLDER, name), {
    cwd: FOLDER,
    sourceName: 'evil */ globalThis.PWNED = 1; /* \n globalThis.PWNED = 1;.yaml',
    protocols: ['memory', 'kafka', 'amqp'],
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(hasErrors(diagnostics)).toBe(false);
  return files ?? [];
};

/** Tokens that would run: everything but literals and comments. */
function codeTokens(text: string): string[] {
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) tokens.push(node.text);
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  visit(file);
  return tokens;
}

describe.each(cases)('hostile document %s', (name) => {
  test('no text of it becomes code', async () => {
    const files = await outputOf(name);
    const code = files.filter(({ path }) => path.endsWith('.ts') && !path.startsWith('runtime/'));
    expect(code.length).toBeGreaterThan(3);
    for (const { path, text } of code) {
      const tokens = codeTokens(text);
      expect(tokens, path).not.toContain('PWNED');
      expect(tokens, path).not.toContain('globalThis');
    }
  });

  test('no output leaves the folder', async () => {
    const files = await outputOf(name);
    for (const { path } of files) {
      expect(path).toMatch(/^(?:[a-z0-9-]+\/)*[A-Za-z0-9][\w-]*\.(?:ts|md)$/);
      expect(path).not.toMatch(/(?:^|\/)(?:con|nul|aux|prn)\./);
    }
  });

  test('the output compiles strictly, and running it runs nothing of the document', async () => {
    const files = await outputOf(name);
    const folder = scratch(`hostile-${name}`);
    writeFolder(folder, files);
    expect(await typecheck(folder)).toEqual([]);
    writeFolder(folder, [
      {
        path: 'main.ts',
        text: `import { createClient } from './index.js';
import { memoryBus } from './runtime/memory.js';
const bus = memoryBus();
createClient(bus);
console.log(String((globalThis as { PWNED?: unknown }).PWNED), String(({} as { PWNED?: unknown }).PWNED));
await bus.close();
`,
      },
    ]);
    const { stdout, stderr } = await runModule(folder, 'main.ts', {
      nodeArgs: ['--disallow-code-generation-from-strings'],
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'undefined undefined\n', stderr: '' });
  });

  test('the docs hold no HTML and no link to a script', async () => {
    const pages = (await outputOf(name)).filter(({ path }) => path.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(0);
    for (const { path, text } of pages) {
      const outside = withoutCode(text).replace(/^<!--.*-->$/m, '');
      expect(outside, path).not.toMatch(/(?<!\\)<[a-z/!?]/i);
      expect(outside, path).not.toMatch(/\]\(\s*javascript:/i);
      expect(outside, path).not.toContain('```');
    }
  });
});

/** Markdown without its fenced blocks, which all have to close, and without inline code. */
const withoutCode = (text: string): string =>
  text
    .replace(/^(?:> )?(`{3,})\w*\n[\s\S]*?^(?:> )?\1$/gm, '')
    .replace(/(`+)[^`\n](?:.*?[^`\n])?\1(?!`)/g, '');
