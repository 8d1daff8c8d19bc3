import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-format');
});

const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
const format = (...args: string[]) => petevents(['format', ...args], { cwd });

describe('petevents format', () => {
  test('lays YAML out; comments, order and the byte order mark stay', async () => {
    put(
      'a.yaml',
      '\uFEFFinfo:   # said once\n      version:   1.0.0\n      title: Pets\nasyncapi:  3.1.0\n\n\n\n# end\n',
    );
    expect(await format('a.yaml')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'a.yaml formatted\n',
    });
    expect(read('a.yaml')).toBe(
      '\uFEFFinfo: # said once\n  version: 1.0.0\n  title: Pets\nasyncapi: 3.1.0\n\n# end\n',
    );
    expect((await format('a.yaml')).stderr).toBe('the file is laid out well\n');
  });

  test('lays JSON out; numbers and strings stay as they are written', async () => {
    put('a.json', '{"b":1.0e2,"a":["x","\\u00e9"],"2":{},"1":[{"c":[]}]}');
    await format('a.json');
    expect(read('a.json')).toBe(
      '{\n  "b": 1.0e2,\n  "a": ["x", "\\u00e9"],\n  "2": {},\n  "1": [\n    {\n      "c": []\n    }\n  ]\n}\n',
    );
    expect((await format('--check', 'a.json')).exitCode).toBe(0);
  });

  test('keeps the line breaks of Windows', async () => {
    put('a.yaml', 'a:   1\r\nb: 2\r\n');
    await format('a.yaml');
    expect(read('a.yaml')).toBe('a: 1\r\nb: 2\r\n');
  });

  test('--check writes nothing and fails', async () => {
    put('a.yaml', 'a:   1\n');
    put('b.yaml', 'b: 1\n');
    expect(await format('--check', 'a.yaml', 'b.yaml')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'a.yaml is laid out otherwise\n',
    });
    expect(read('a.yaml')).toBe('a:   1\n');
  });

  test('standard input goes to standard output', async () => {
    expect(await petevents(['format', '-'], { cwd, stdin: 'a:   1\n' })).toEqual({
      exitCode: 0,
      stdout: 'a: 1\n',
      stderr: '',
    });
  });

  test('a file with faults is reported, and none is written', async () => {
    put('a.yaml', 'a:   1\n');
    put('b.yaml', 'b: [1\n');
    const { exitCode, stdout } = await format('a.yaml', 'b.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('b.yaml:1:4');
    expect(read('a.yaml')).toBe('a:   1\n');
    expect((await format('none.yaml')).exitCode).toBe(2);
  });
});
