import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { scratch } from '../support/paths.js';

let cwd: string;

const put = (name: string, text: string): void => {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
};

const document = (channels: string): string =>
  `asyncapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\nchannels: ${channels}\n`;

const validate = (...args: string[]) => petevents(['validate', ...args], { cwd });

beforeEach(() => {
  cwd = scratch('cli-validate-several');
  put('specs/a.yaml', document("{ a: { $ref: 'parts/channel.yaml' } }"));
  put('specs/b/b.json', JSON.stringify({ asyncapi: '3.1.0', info: { title: 'B', version: '1' } }));
  put('specs/parts/channel.yaml', 'address: pets\n');
  put('specs/notes.md', 'asyncapi: not a document\n');
  put('specs/node_modules/x/asyncapi.yaml', 'asyncapi: 1.0.0\n');
  put('other.yaml', document('{ x: { adress: pets } }'));
});

describe('several documents in one run', () => {
  test('the documents of a pattern, without the files that they refer to', async () => {
    expect(await validate('specs/**/*.{yaml,json}')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr:
        '2 documents are valid\nskipped, since it is no AsyncAPI document: specs/parts/channel.yaml\n',
    });
  });

  test('one list of findings, each once and with its file', async () => {
    put('specs/parts/channel.yaml', 'adress: pets\n');
    put('specs/c.yaml', document("{ c: { $ref: 'parts/channel.yaml' } }"));
    const { exitCode, stdout } = await validate('other.yaml', 'specs/*.yaml', './other.yaml');
    expect(exitCode).toBe(1);
    expect(stdout.match(/--> .*/g)).toEqual([
      '--> other.yaml:3:18',
      '--> specs/parts/channel.yaml:1:1',
    ]);
    expect(stdout).toMatch(/^2 errors$/m);
  });

  test('a file that is named is taken for a document', async () => {
    const { exitCode, stdout } = await validate('specs/parts/channel.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/spec\/version$/m);
  });

  test.each([
    ['nothing/**/*.yaml', 'no file matches nothing/**/*.yaml'],
    ['specs/parts/*', 'no file that matches specs/parts/* is an AsyncAPI document'],
  ])('a pattern that matches no document ends with 2: %s', async (pattern, message) => {
    expect(await validate('other.yaml', pattern)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `petevents: ${message}\n`,
    });
  });

  test('a file whose name looks like a pattern is that file', async () => {
    put('a[1].yaml', document('{}'));
    expect(await validate('a[1].yaml')).toMatchObject({ exitCode: 0 });
  });

  test('one that cannot be read ends with 2, and the others are told', async () => {
    const { exitCode, stdout } = await validate('other.yaml', 'missing.yaml');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/input\/unreadable/);
    expect(stdout).toMatch(/spec\/unknown-field/);
  });
});

describe('standard input with a name', () => {
  test('references start at the name, and findings have it', async () => {
    const stdin = document(
      "{ a: { $ref: 'parts/channel.yaml' }, b: { $ref: 'parts/chanel.yaml' } }",
    );
    const args = ['validate', '-', '--stdin-name', 'specs/unsaved.yaml'];
    const { stdout } = await petevents(args, { cwd, stdin });
    expect(stdout).toMatch(/--> specs\/unsaved\.yaml:3:/);
    expect(stdout).toMatch(/help Did you mean `channel\.yaml`\?/);
    expect(stdout).toMatch(/^1 error$/m);
  });
});

describe('what fails a run', () => {
  const warned = (): void => {
    put('w.yaml', document("{ w: { $ref: 'specs/parts/channel.yaml', title: W } }"));
  };

  test.each([
    ['error', 0],
    ['warning', 1],
    ['info', 1],
    ['never', 0],
  ])('--fail-on %s with a warning ends with %d', async (severity, exitCode) => {
    warned();
    expect(await validate('w.yaml', '--fail-on', severity)).toMatchObject({ exitCode });
  });

  test('--fail-on never with an error ends with 0, and without an input with 2', async () => {
    expect(await validate('other.yaml', '--fail-on', 'never')).toMatchObject({ exitCode: 0 });
    expect(await validate('missing.yaml', '--fail-on', 'never')).toMatchObject({ exitCode: 2 });
  });

  test('--quiet prints errors and nothing else', async () => {
    warned();
    expect(await validate('w.yaml', '--quiet', '--fail-on', 'warning')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: '',
    });
    const { stdout, stderr } = await validate('w.yaml', 'other.yaml', '-q');
    expect(stdout).toMatch(/^error/m);
    expect(stdout).not.toMatch(/^warning/m);
    expect(stderr).toBe('');
  });

  test('an unknown severity is refused', async () => {
    expect(await validate('other.yaml', '--fail-on', 'all')).toMatchObject({ exitCode: 2 });
  });
});
