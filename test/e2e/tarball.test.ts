import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '../support/paths.js';

const MEBIBYTE = 1024 * 1024;

let folder: string;

/** What a new user does: an empty folder, outside of this repository, with the packed tarball. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petevents-user-'));
  const packed = mkdtempSync(join(tmpdir(), 'petevents-pack-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: inProject() });
  const [tarball = ''] = readdirSync(packed);
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "user", "private": true, "type": "module" }',
  );
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', join(packed, tarball)], {
    cwd: folder,
  });
  rmSync(packed, { recursive: true });
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const petevents = (...args: string[]) =>
  spawnSync('npx', ['--no-install', 'petevents', ...args], { cwd: folder, encoding: 'utf8' });

/** Type-checks a file as a user's project would. @returns the compiler's complaints */
const compile = (file: string): string =>
  spawnSync(
    process.execPath,
    [
      inProject('node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
      ...['--module', 'nodenext', '--target', 'es2022', '--skipLibCheck', '--ignoreConfig'],
      ...['--types', 'node', '--typeRoots', inProject('node_modules/@types'), file],
    ],
    { cwd: folder, encoding: 'utf8' },
  ).stdout;

const installed = (): string => join(folder, 'node_modules/petevents');

const sizeOf = (path: string): number =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

describe('the packed tarball in an empty folder', () => {
  test('is small, has no dependencies and no install script', () => {
    expect(
      readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ).toEqual(['petevents']);
    expect(sizeOf(installed())).toBeLessThan(5 * MEBIBYTE);
    const { scripts = {} } = JSON.parse(
      readFileSync(join(installed(), 'package.json'), 'utf8'),
    ) as {
      scripts?: Record<string, string>;
    };
    expect(Object.keys(scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$/)]),
    );
    expect(existsSync(join(installed(), 'LICENSE'))).toBe(true);
  });

  test('generates code that compiles strictly and runs as the usage file stands', async () => {
    copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(folder, 'asyncapi.yaml'));
    const result = petevents('generate', 'asyncapi.yaml');
    expect(result.stderr).toContain('Next:');
    expect(result.status).toBe(0);
    copyFileSync(
      inProject('fixtures/petstore/petstore.usage.ts'),
      join(folder, 'petstore.usage.ts'),
    );
    expect(compile('petstore.usage.ts')).toBe('');
    await build({
      entryPoints: [join(folder, 'petstore.usage.ts')],
      outfile: join(folder, 'usage.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    expect(execFileSync(process.execPath, ['usage.js'], { cwd: folder, encoding: 'utf8' })).toBe(
      'ok\n',
    );
  });

  test('validates, and shows the line of a fault', () => {
    const text = readFileSync(inProject('fixtures/petstore/asyncapi.yaml'), 'utf8');
    writeFileSync(join(folder, 'broken.yaml'), text.replace('action: send', 'acton: send'));
    const { status, stdout } = petevents('validate', 'broken.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain('broken.yaml:40:5');
    expect(petevents('validate', 'asyncapi.yaml').status).toBe(0);
    expect(petevents('validate', '--engine', 'reference', 'broken.yaml').status).toBe(1);
  });

  test('can be used by a program, with types', async () => {
    mkdirSync(join(folder, 'program'));
    writeFileSync(
      join(folder, 'program/use.ts'),
      `import { generate, type OutputFile } from 'petevents';
const { files = [], diagnostics } = await generate('asyncapi.yaml', { cwd: process.cwd(), sourceName: 'asyncapi.yaml' });
const first: OutputFile | undefined = files.find(({ path }) => path === 'client.ts');
console.log(diagnostics.length, first?.path);
`,
    );
    expect(compile('program/use.ts')).toBe('');
    await build({
      entryPoints: [join(folder, 'program/use.ts')],
      outfile: join(folder, 'program/use.js'),
      packages: 'external',
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const output = execFileSync(process.execPath, ['program/use.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(output).toBe('0 client.ts\n');
  });
});
