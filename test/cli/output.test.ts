import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-output');
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
  const text = read('asyncapi.yaml').replace('action: send', 'action: sendd');
  writeFileSync(join(cwd, 'broken.yaml'), text);
});

const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');

const run = (...args: string[]) => petevents(args, { cwd });

const codes = (json: string): string[] =>
  (JSON.parse(json) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);

describe.each(['validate', 'lint', 'generate'])('petevents %s --output', (command) => {
  test('writes files beside what is printed', async () => {
    const { exitCode, stdout } = await run(
      ...[command, 'broken.yaml', '--output', 'json=a.json', '--output', 'text=deep/b.txt'],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('--> broken.yaml:40:13');
    expect(codes(read('a.json'))).toEqual(['spec/structure']);
    expect(read('deep/b.txt')).toBe(stdout);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('without a file it is what is printed', async () => {
    const { stdout } = await run(command, 'broken.yaml', '--output', 'json');
    expect(codes(stdout)).toEqual(['spec/structure']);
  });

  test('a run without findings writes its files too', async () => {
    writeFileSync(join(cwd, 'a.json'), 'of the run before');
    const { exitCode } = await run(
      ...[command, 'asyncapi.yaml', '--output', 'json=a.json'],
      ...(command === 'lint' ? ['--preset', 'minimal'] : []),
    );
    expect(exitCode).toBe(0);
    expect(codes(read('a.json'))).toEqual([]);
  });
});

describe('petevents --output refuses', () => {
  const words = async (...args: string[]): Promise<string> => {
    const { exitCode, stderr, stdout } = await run('validate', 'broken.yaml', ...args);
    expect(exitCode).toBe(2);
    expect(stdout + stderr).not.toMatch(/ {4}at |bug of its own/);
    return stderr;
  };

  test.each([
    ['an unknown format', ['--output', 'xml=a.xml'], 'Allowed formats are text, json'],
    ['a file without a name', ['--output', 'json='], 'Name a file: json=report.json'],
    [
      'two formats on standard output',
      ['--output', 'json', '--output', 'text=-'],
      'two formats go to standard output',
    ],
    [
      'a format beside another one on standard output',
      ['--format', 'text', '--output', 'json'],
      'two formats go to standard output',
    ],
    [
      'two outputs to one file',
      ['--output', 'json=a.json', '--output', 'text=./x/../a.json'],
      'two outputs go to one file',
    ],
    ['the document itself', ['--output', 'json=broken.yaml'], 'is a file of the document'],
    [
      'a folder on the way that is a file',
      ['--output', 'json=asyncapi.yaml/a.json'],
      'a file stands where a folder is needed; give --output',
    ],
  ])('%s', async (_what, args, expected) => {
    const before = read('broken.yaml');
    expect(await words(...args)).toContain(expected);
    expect(read('broken.yaml')).toBe(before);
  });

  test('a folder', async () => {
    mkdirSync(join(cwd, 'folder'));
    expect(await words('--output', 'json=folder')).toContain('a folder stands where a file');
  });

  test('two names of one file', async () => {
    writeFileSync(join(cwd, 'a.json'), '');
    symlinkSync('a.json', join(cwd, 'b.json'));
    expect(await words('--output', 'json=a.json', '--output', 'text=b.json')).toContain(
      'two outputs go to one file',
    );
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
    mkdirSync(join(cwd, 'closed'));
    chmodSync(join(cwd, 'closed'), 0o500);
    expect(await words('--output', 'json=closed/a.json')).toContain('no permission');
  });
});

test('a link stays a link, a mode stays a mode, and a device is written to', async () => {
  writeFileSync(join(cwd, 'a.json'), 'old', { mode: 0o640 });
  symlinkSync('a.json', join(cwd, 'b.json'));
  const outputs = ['json=b.json', 'json=/dev/null'].flatMap((value) => ['--output', value]);
  expect((await run('validate', 'broken.yaml', ...outputs)).exitCode).toBe(1);
  expect(codes(read('a.json'))).toEqual(['spec/structure']);
  expect(statSync(join(cwd, 'a.json')).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(cwd, 'b.json')).isSymbolicLink()).toBe(true);
});
