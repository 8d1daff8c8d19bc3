import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../../src/load/load.js';
import type { LoadOptions } from '../../../src/load/load.js';

async function loadFiles(
  files: Record<string, string | Buffer>,
  options: Partial<LoadOptions> = {},
) {
  const cwd = mkdtempSync(join(tmpdir(), 'petevents-load-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const first = Object.keys(files)[0] ?? 'a.yaml';
  return load(first, { cwd, cacheDir: join(cwd, 'cache'), ...options });
}

async function resolveX(files: Record<string, string>, options: Partial<LoadOptions> = {}) {
  const { value: source } = await loadFiles(files, options);
  const root = { file: source!.root, pointer: '', value: source!.root.value };
  return source!.resolve(source!.child(root, 'x'));
}

describe('input that is no document', () => {
  it.each([
    ['input/empty', ' \n'],
    ['input/binary', Buffer.from([1, 0, 2])],
    ['input/binary', Buffer.from('\ufeffa: 1', 'utf16le')],
    ['input/too-large', Buffer.alloc(17 * 1024 * 1024, 32)],
  ])('is %s', async (code, bytes) => {
    const { value, diagnostics } = await loadFiles({ 'a.yaml': bytes });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });

  it('is a folder or missing', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'petevents-load-'));
    mkdirSync(join(cwd, 'sub'));
    writeFileSync(join(cwd, 'asyncapi.yaml'), 'a: 1');
    expect((await load('sub', { cwd })).diagnostics[0]?.code).toBe('input/folder');
    const { diagnostics } = await load('asyncapi.yml', { cwd });
    expect(diagnostics[0]).toMatchObject({
      code: 'input/unreadable',
      help: 'Did you mean `asyncapi.yaml`?',
    });
  });
});

describe('faults in a document', () => {
  it.each([
    ['spec/syntax', 1, 4, 'a: [1,\n'],
    ['spec/syntax', 1, 4, 'a: "x\nb: 1\n'],
    ['spec/syntax', 2, 4, 'a: 1\nb: *q\n'],
    ['spec/syntax', 1, 9, '{"a": 1,}'],
    ['spec/duplicate-key', 2, 1, 'a: 1\na: 2\n'],
    ['spec/json-compatible-yaml', 1, 4, 'a: .nan\n'],
    ['spec/syntax', 1, 502, '['.repeat(10_000)],
  ])('%s at %i:%i', async (code, line, column, text) => {
    const { diagnostics } = await loadFiles({ [text.startsWith('{') ? 'a.json' : 'a.yaml']: text });
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    const at = diagnostics[0]!.at;
    expect([at.line, at.column]).toEqual([line, column]);
  });
});

describe('references', () => {
  it.each([
    ['an escaped pointer', { 'a.yaml': "x: {$ref: '#/y~1z/%7E0'}\ny/z: {'~0': 0, '~': 7}" }, 7],
    [
      'through the middle',
      { 'a.yaml': "x: {$ref: '#/y/z'}\ny: {$ref: 'b.yaml#/w'}", 'b.yaml': 'w: {z: 7}' },
      7,
    ],
    ['a text file', { 'a.yaml': 'x: {$ref: b.proto}', 'b.proto': 'a: b: "c' }, 'a: b: "c'],
  ])('%s', async (_, files, value) => {
    expect(await resolveX(files as Record<string, string>)).toMatchObject({
      ok: true,
      place: { value },
    });
  });

  it.each([
    ['ref/cycle', "x: {$ref: '#/y'}\ny: {$ref: '#/x'}"],
    ['ref/unresolved', "x: {$ref: '#/yy'}\nyyy: 1"],
    ['ref/remote', "x: {$ref: 'http://example.com/a'}"],
    ['ref/unreadable', 'x: {$ref: gone.yaml}'],
  ])('%s', async (code, text) => {
    expect(await resolveX({ 'a.yaml': text })).toMatchObject({ ok: false, problem: { code } });
  });

  it('resolve a file URL, an empty fragment and a file without fragment', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'petevents load-'));
    writeFileSync(join(cwd, 'b.yaml'), 'v: 7');
    for (const ref of [pathToFileURL(join(cwd, 'b.yaml')).href, 'b.yaml#', 'b.yaml'])
      expect(await resolveX({ 'a.yaml': `x: {$ref: '${ref}'}`, 'b.yaml': 'v: 7' })).toMatchObject({
        ok: true,
        place: { pointer: '', value: { v: 7 } },
      });
  });

  it('do not reach what every object inherits', async () => {
    const found = await resolveX({ 'a.yaml': "x: {$ref: '#/constructor'}" });
    expect(found).toMatchObject({ ok: false, problem: { code: 'ref/unresolved' } });
  });

  it('lead a file to its own faults only when they are followed', async () => {
    const { value: source, diagnostics } = await loadFiles({
      'a.yaml': "x: {$ref: 'b.yaml#/v'}",
      'b.yaml': 'v: 1\nv: 2',
    });
    expect(diagnostics).toEqual([]);
    const root = { file: source!.root, pointer: '', value: source!.root.value };
    expect(source!.resolve(source!.child(root, 'x'))).toMatchObject({
      ok: false,
      problem: { causes: [{ code: 'spec/duplicate-key', at: { uri: 'b.yaml', line: 2 } }] },
    });
  });

  it.each([
    ['a chain', (i: number) => `s${i}: {$ref: '#/s${i + 1}'}`],
    ['a circle', (i: number) => `s${i}: {$ref: '#/s${(i + 1) % 20_000}'}`],
    ['pointers through each other', (i: number) => `s${i}: {$ref: '#/s${i + 1}/a'}`],
    ['many to one circle', (i: number) => `s${i}: {$ref: '#/s${i < 2 ? 1 - i : i % 2}'}`],
    ['many that lead nowhere', (i: number) => `s${i}: {$ref: '#/t${i}'}`],
  ])('cost no more than their number: %s', async (_, line) => {
    const text = Array.from({ length: 20_000 }, (__, i) => line(i)).join('\n');
    const { value: source } = await loadFiles({ 'a.yaml': text });
    const root = { file: source!.root, pointer: '', value: source!.root.value };
    const began = performance.now();
    for (const key of Object.keys(source!.root.value as object))
      expect(source!.resolve(source!.child(root, key)).hops.length).toBeLessThan(1_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('standard input', () => {
  it('is a document whose files stand in the working directory', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'petevents-load-'));
    writeFileSync(join(cwd, 'b.yaml'), 'v: 7');
    const readStdin = async () => Buffer.from("x: {$ref: 'b.yaml#/v'}");
    const { value: source } = await load('-', { cwd, readStdin });
    const root = { file: source!.root, pointer: '', value: source!.root.value };
    expect(source!.root.uri).toBe('<stdin>');
    expect(source!.resolve(source!.child(root, 'x'))).toMatchObject({ place: { value: 7 } });
  });

  it('is refused when it is empty', async () => {
    const { diagnostics } = await load('-', { cwd: '/', readStdin: async () => Buffer.alloc(0) });
    expect(diagnostics[0]).toMatchObject({ code: 'input/empty', at: { uri: '<stdin>' } });
  });
});

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it('is refused, not waited for', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'petevents-load-'));
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    for (const input of ['pipe', '/dev/zero'])
      expect((await load(input, { cwd })).diagnostics).toMatchObject([
        { code: 'input/unreadable', message: expect.stringContaining('not a file') },
      ]);
    writeFileSync(join(cwd, 'a.yaml'), 'x: {$ref: pipe}');
    const { value: source } = await load('a.yaml', { cwd });
    const root = { file: source!.root, pointer: '', value: source!.root.value };
    expect(source!.resolve(source!.child(root, 'x'))).toMatchObject({
      problem: { code: 'ref/unreadable' },
    });
  });
});
