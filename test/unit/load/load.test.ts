import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('stops at an alias bomb', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`);
    const { diagnostics } = await loadFiles({ 'a.yaml': `a0: &a0 [1]\n${levels.join('')}` });
    expect(diagnostics[0]?.message).toContain('aliases');
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

  it('fetches from a host that is allowed', async () => {
    const server = createServer((request, response) =>
      response.end(request.url === '/a' ? "v: {$ref: 'b#/w'}" : 'w: 7'),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
    const found = await resolveX(
      { 'a.yaml': `x: {$ref: 'http://${host}/a#/v'}` },
      { allowRemote: [host] },
    );
    server.close();
    expect(found).toMatchObject({ ok: true, place: { value: 7 } });
  });
});
