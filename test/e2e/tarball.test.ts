import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '../support/paths.js';

const UUID = '018f3a5e-7b1c-7c3e-9d52-0a1b2c3d4e5f';

let folder: string;

/** Runs npm, and says why when it fails; what else it says may be warnings about its settings. */
function npm(cwd: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--loglevel', 'error'], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stdout}${stderr}`);
}

/** What a new user does: an empty folder, outside of this repository, with the packed tarball. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petevents-user-'));
  const packed = mkdtempSync(join(tmpdir(), 'petevents-pack-'));
  npm(inProject(), 'pack', '--pack-destination', packed);
  const tarball = readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "user", "private": true, "type": "module" }',
  );
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', join(packed, tarball));
  rmSync(packed, { recursive: true });
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bin = (): string => join(installed(), 'bin/petevents.js');

/** Runs a line of the shell in which `$P` is petevents. */
const shell = (line: string) =>
  spawnSync('bash', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, P: `${process.execPath} ${bin()}` },
  });

const petevents = (...args: string[]) =>
  spawnSync('npx', ['--no-install', 'petevents', ...args], { cwd: folder, encoding: 'utf8' });

/** Type-checks a file as a user's project would. @returns the compiler's complaints */
const compile = (file: string, ...flags: readonly string[]): string =>
  spawnSync(
    process.execPath,
    [
      inProject('node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
      ...['--module', 'nodenext', '--target', 'es2022', '--ignoreConfig', ...flags],
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
    expect(sizeOf(installed())).toBeLessThan(5_000_000);
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
    expect(compile('petstore.usage.ts', '--skipLibCheck')).toBe('');
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
    // Our declarations are checked as well: what one of them misses would be `any` in silence.
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

  test('verifies messages: by the command, by a program and by a matcher of vitest', () => {
    const valid = `{"adoptionId":"${UUID}","petId":"${UUID}","customerId":"${UUID}","timestamp":"2026-11-21T12:00:00Z"}`;
    copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(folder, 'asyncapi.yaml'));
    writeFileSync(join(folder, 'PetAdopted.ndjson'), `${valid}\n{"petId":"rex"}\n`);
    const command = petevents(
      'verify',
      'asyncapi.yaml',
      'PetAdopted.ndjson',
      '--max-findings',
      '1',
    );
    expect(command.status).toBe(1);
    expect(command.stdout).toContain('--> PetAdopted.ndjson:2:');
    expect(command.stderr).toContain('2 messages: 1 valid, 1 invalid');
    const tests = join(folder, 'tests');
    mkdirSync(tests);
    symlinkSync(inProject('node_modules/vitest'), join(folder, 'node_modules/vitest'));
    writeFileSync(
      join(tests, 'adoption.test.ts'),
      `import { expect, test } from 'vitest';
import { messageVerifier, verify } from 'petevents';
import { messageMatchers } from 'petevents/vitest';

const cwd = new URL('..', import.meta.url).pathname;
expect.extend(await messageMatchers('asyncapi.yaml', { cwd }));
const message: unknown = ${valid};

test('the matcher', () => {
  expect(message).toMatchMessage('PetAdopted');
  expect({}).not.toMatchMessage('PetAdopted');
});

test('the library', async () => {
  const { summary } = await verify('asyncapi.yaml', ['PetAdopted.ndjson'], { cwd });
  expect(summary?.invalid).toBe(1);
  const verifier = await messageVerifier('asyncapi.yaml', { cwd });
  expect(verifier.verify(message, { message: 'PetAdopted' }).issues).toEqual([]);
});
`,
    );
    expect(compile('tests/adoption.test.ts', '--skipLibCheck')).toBe('');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['../node_modules/vitest/vitest.mjs', 'run'],
      { cwd: tests, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    expect({ status, tests: /Tests +\d+ passed/.exec(stdout)?.[0] }, stdout + stderr).toEqual({
      status: 0,
      tests: 'Tests  2 passed',
    });
  }, 60_000);

  test('two runs at the same time do not disturb each other', () => {
    const once = (side: string) => `$P generate asyncapi.yaml --out both --perspective ${side}`;
    const lines = ['application', 'counterpart', 'application', 'counterpart'].map(once);
    const { stderr, status } = shell(`${lines.join(' & ')} & wait; ${once('application')} --check`);
    expect(stderr).not.toMatch(/ {4}at |bug of its own|stands in the way/);
    expect([0, 1]).toContain(status);
    expect(shell(once('application')).status).toBe(0);
    expect(shell(`${once('application')} --check`).status).toBe(0);
    expect(readdirSync(join(folder, 'both'))).not.toContain('.petevents-staging');
  });

  test('closed, full and endless streams are no crash', () => {
    writeFileSync(join(folder, 'faulty.yaml'), `asyncapi: 3.0.0\n${'x: 1\n'.repeat(5000)}`);
    const closed = shell('$P generate asyncapi.yaml --out listed --dry-run | head -1');
    expect(closed.stdout).toMatch(/^create {3}listed\//);
    expect(closed.stderr).not.toContain('Error');
    const full = shell('$P validate faulty.yaml > /dev/full');
    expect(full.status).toBe(2);
    expect(full.stderr).toMatch(/^petevents: the output could not be written: .*\n$/);
    const endless = shell('yes | $P validate -');
    expect(endless.status).toBe(2);
    expect(endless.stdout).toContain('at most 16 MiB are read');
    const unreadable = shell('$P validate - < .');
    expect(unreadable.status).toBe(2);
    expect(unreadable.stderr).not.toContain('    at ');
  });

  test('--watch ends with the code of the signal', async () => {
    const child = spawn(process.execPath, [bin(), 'generate', 'asyncapi.yaml', '--watch'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ctrl-C stops')) child.kill('SIGINT');
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  });
});
