import { describe, expect, it } from 'vitest';
import { runModule } from './run-module.js';
import { scratch } from './paths.js';
import { writeFolder } from './folders.js';
import { typecheck } from './typecheck.js';

const GOOD = [
  { path: 'a/one.ts', text: "import type { Two } from '../two.js';\nexport type One = Two[];\n" },
  {
    path: 'two.ts',
    text: "import { randomUUID } from 'node:crypto';\nexport type Two = 1;\nexport const id: string = randomUUID();\n",
  },
];
const BAD = [{ path: 'a/bad.ts', text: 'export const one: string = [1][0];\n' }];

describe.each(['5.4', '5.9', '6', '7'] as const)('typecheck with TypeScript %s', (typescript) => {
  it.each(['NodeNext', 'Bundler'] as const)('finds what is wrong, %s', async (moduleResolution) => {
    const options = { typescript, moduleResolution };
    expect(await typecheck(GOOD, options)).toEqual([]);
    const errors = await typecheck(BAD, options);
    expect(errors.join('\n')).toMatch(/bad\.ts\(1,14\): .*TS2322: Type 'number \| undefined'/);
  });

  it('takes a folder', async () => {
    const folder = scratch(`typecheck-folder-${typescript}`);
    writeFolder(folder, [...GOOD, ...BAD]);
    expect(await typecheck(folder, { typescript })).toHaveLength(1);
  });
});

describe('runModule', () => {
  it('runs TypeScript of several files and tells how it ended', async () => {
    const folder = scratch('run-module');
    writeFolder(folder, [
      { path: 'lib.ts', text: 'export const text: string = "hello";' },
      {
        path: 'main.ts',
        text: 'import { text } from "./lib.js"; console.log(text); console.error("oh"); process.exitCode = 3;',
      },
      { path: 'endless.ts', text: 'setInterval(() => {}, 1000);' },
    ]);
    expect(await runModule(folder, 'main.ts')).toEqual({
      stdout: 'hello\n',
      stderr: 'oh\n',
      exitCode: 3,
      timedOut: false,
    });
    const ended = await runModule(folder, 'endless.ts', { timeout: 300 });
    expect(ended).toMatchObject({ exitCode: null, timedOut: true });
  });
});
