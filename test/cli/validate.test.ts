import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-validate');
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
});

const validate = (...args: string[]) => petevents(['validate', ...args], { cwd });

const put = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(cwd, name), text);
  return name;
};

/** Nine to the power of 25 nodes, aliases written out. */
const bomb = (): string =>
  Array.from({ length: 26 }, (_, level) =>
    level === 0
      ? 'l0: &l0 [x]'
      : `l${level}: &l${level} [${Array(9)
          .fill(`*l${level - 1}`)
          .join()}]`,
  ).join('\n');

const broken = (): string =>
  put(
    'broken.yaml',
    readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8').replace('action: send', 'action: sendd'),
  );

describe('petevents validate', () => {
  test('a valid document prints no finding and ends with 0', async () => {
    expect(await validate('asyncapi.yaml')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'asyncapi.yaml is valid\n',
    });
  });

  test('text shows the line, a marker, the code and a remedy', async () => {
    const { exitCode, stdout } = await validate(broken());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^error .*spec\/structure$/m);
    expect(stdout).toMatch(/--> broken\.yaml:40:13$/m);
    expect(stdout).toMatch(/^ +40 \| {5}action: sendd$/m);
    expect(stdout).toMatch(/^ +\| {13}\^{5}$/m);
    expect(stdout).toMatch(/1 error$/m);
  });

  test('json is one object with counts and 1-based places', async () => {
    const { exitCode, stdout } = await validate(broken(), '--format', 'json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      counts: { error: 1, warning: 0, info: 0 },
      diagnostics: [
        {
          code: 'spec/structure',
          severity: 'error',
          pointer: '/operations/publishPetAdopted/action',
          at: { uri: 'broken.yaml', line: 40, column: 13, endLine: 40, endColumn: 18 },
        },
      ],
    });
  });

  test('json of a valid document is an empty list', async () => {
    const { exitCode, stdout, stderr } = await validate('asyncapi.yaml', '--format', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      diagnostics: [],
      counts: { error: 0, warning: 0, info: 0 },
    });
  });

  test('standard input is called so', async () => {
    const result = await petevents(['validate', '-'], { cwd, stdin: 'asyncapi: 3.0.0\n' });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('<stdin>:1:1');
  });

  test.each([
    ['a missing file', () => 'asyncapi.yml', 'asyncapi.yaml'],
    ['an empty file', () => put('empty.yaml', ''), 'empty'],
    ['a binary file', () => put('binary.yaml', Uint8Array.of(0x7f, 0x45, 0, 1, 2, 255)), 'binary'],
    [
      'a folder',
      () => {
        mkdirSync(join(cwd, 'folder'));
        return 'folder';
      },
      'folder',
    ],
  ])('%s ends with 2 and one clear line', async (_what, make, words) => {
    const { exitCode, stdout, stderr } = await validate(make());
    expect(exitCode).toBe(2);
    expect(stdout).toContain(words);
    expect(stdout + stderr).not.toContain('    at ');
  });

  test.each([
    ['a pipe', () => (execFileSync('mkfifo', [join(cwd, 'pipe')]), 'pipe'), 2, 'give `-`'],
    ['17 MiB of YAML', () => put('large.yaml', 'a: b\n'.repeat(3_600_000)), 2, '18 MiB'],
    ['an alias bomb', () => put('bomb.yaml', bomb()), 1, 'Use fewer nested aliases'],
    ['deep nesting', () => put('deep.yaml', '['.repeat(100_000)), 1, 'nested deeper'],
    [
      'a link in a circle',
      () => (symlinkSync('loop', join(cwd, 'loop')), 'loop'),
      2,
      'cannot be read',
    ],
    ['a name that is no path', () => 'a'.repeat(5000), 2, 'cannot be read'],
  ])('%s is refused at once, without a stack', async (_what, make, code, words) => {
    const { exitCode, stdout, stderr } = await validate(make());
    expect(exitCode).toBe(code);
    expect(stdout).toContain(words);
    expect(stdout + stderr).not.toMatch(/ {4}at |bug of its own/);
  });

  test('wrong usage ends with 2', async () => {
    expect((await validate()).exitCode).toBe(2);
    expect((await validate('asyncapi.yaml', '--format', 'xml')).exitCode).toBe(2);
    expect((await petevents(['validat', 'a.yaml'], { cwd })).stderr).toContain('validate');
    expect((await petevents([], { cwd })).exitCode).toBe(2);
  });

  test('control sequences of a document do not reach the terminal', async () => {
    const name = put(
      'evil.yaml',
      'asyncapi: 3.0.0\n"\\u001b[2Jevil": 1\ninfo: { title: a, version: b }\n',
    );
    const { exitCode, stdout } = await validate(name);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('\u001b');
  });

  test('--engine reference asks @asyncapi/parser', async () => {
    expect((await validate('asyncapi.yaml', '--engine', 'reference')).exitCode).toBe(0);
    const { exitCode, stdout } = await validate(broken(), '--engine', 'reference');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('broken.yaml:40');
  });

  test('--engine reference gives no opinion on versions that are not supported', async () => {
    const text = 'asyncapi: 2.6.0\ninfo: { title: a, version: b }\nchannels: {}\n';
    const old = put('old.yaml', text);
    const both = await Promise.all([
      validate(old, '--engine', 'reference'),
      validate(old, '--engine', 'petevents'),
    ]);
    for (const { exitCode, stdout } of both) {
      expect(exitCode).toBe(1);
      expect(stdout).toContain('asyncapi convert old.yaml');
    }
  });

  test('colour only where it is wanted', async () => {
    const name = broken();
    const colored = await petevents(['validate', name], { cwd, env: { FORCE_COLOR: '1' } });
    expect(colored.stdout).toContain('\u001b[31m');
    const env = { FORCE_COLOR: '1', NO_COLOR: '1' };
    expect((await petevents(['validate', name], { cwd, env })).stdout).not.toContain('\u001b[');
  });
});

test('--version and --help', async () => {
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
    version: string;
  };
  expect(await petevents(['--version'], { cwd })).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
  const help = await petevents(['--help'], { cwd });
  expect(help.exitCode).toBe(0);
  expect(help.stdout).toContain('generate');
  expect(help.stdout).toContain('validate');
});
