import { mkdtempSync, readdirSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { load } from '../../../src/load/load.js';
import type { LoadOptions } from '../../../src/load/load.js';

type Answer = () => Response | Promise<Response>;
type Web = Record<string, Answer>;

const text =
  (body: string): Answer =>
  () =>
    new Response(body);
const redirect =
  (location: string): Answer =>
  () =>
    new Response(null, { status: 302, headers: { location } });

/** Resolves `x` of a document that refers to `http://a.test/a`; records what was fetched. */
async function follow(web: Web, options: Partial<LoadOptions> = {}) {
  const fetched: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    fetched.push(url);
    return web[url]?.() ?? new Response('', { status: 404 });
  };
  const { value: source } = await load('-', {
    cwd: tmpdir(),
    readStdin: async () => Buffer.from('x: {$ref: "http://a.test/a#/v"}'),
    allowRemote: ['a.test'],
    cacheDir: mkdtempSync(join(tmpdir(), 'petevents-cache-')),
    fetch,
    ...options,
  });
  const root = { file: source!.root, pointer: '', value: source!.root.value };
  return { found: source!.resolve(source!.child(root, 'x')), fetched };
}

const failsWith = (message: string) => ({
  ok: false,
  problem: { code: 'ref/unreadable', message: expect.stringContaining(message) },
});

it('follows references relative to the remote file that holds them', async () => {
  const { found, fetched } = await follow({
    'http://a.test/a': text('v: {$ref: "sub/b.json#/w"}'),
    'http://a.test/sub/b.json': text('{"w": {"$ref": "../c#/u"}}'),
    'http://a.test/c': text('u: 7'),
  });
  expect(found).toMatchObject({ ok: true, place: { value: 7 } });
  expect(fetched).toHaveLength(3);
});

it('does not fetch from a host that is not allowed, also not for a remote file', async () => {
  const { found, fetched } = await follow({
    'http://a.test/a': text('v: {$ref: "http://b.test/b"}'),
    'http://b.test/b': text('7'),
  });
  expect(found).toMatchObject({
    ok: false,
    problem: { code: 'ref/remote', help: expect.stringContaining('--allow-remote b.test') },
  });
  expect(fetched).toEqual(['http://a.test/a']);
});

it('follows a redirect within a host, and refuses one to another', async () => {
  const inside = { 'http://a.test/a': redirect('/b'), 'http://a.test/b': text('v: 7') };
  expect((await follow(inside)).found).toMatchObject({ ok: true, place: { value: 7 } });
  const outside = await follow({
    'http://a.test/a': redirect('http://b.test/a'),
    'http://b.test/a': text('v: 7'),
  });
  expect(outside.found).toMatchObject(failsWith('redirects to another host, b.test'));
  expect(outside.fetched).toEqual(['http://a.test/a']);
});

it.each<[string, Web, string]>([
  ['a redirect without end', { 'http://a.test/a': redirect('/a') }, 'redirects too often'],
  ['an answer that is no success', {}, 'answers 404'],
  ['an empty answer', { 'http://a.test/a': text('') }, 'empty'],
  ['too much', { 'http://a.test/a': () => new Response(new Uint8Array(17 << 20)) }, 'too large'],
])('reports %s', async (_, web, message) => {
  expect((await follow(web)).found).toMatchObject(failsWith(message));
});

it('stops waiting at the time limit', async () => {
  const never: typeof fetch = (_, init) =>
    new Promise((__, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
    });
  const { found } = await follow({}, { fetch: never, timeoutMs: 20 });
  expect(found).toMatchObject(failsWith('no answer within 20 ms'));
});

it('keeps what it fetched for a day, and no failure', async () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'petevents-cache-'));
  const web = { 'http://a.test/a': text('v: 7') };
  expect((await follow({}, { cacheDir })).found.ok).toBe(false);
  expect((await follow(web, { cacheDir })).fetched).toHaveLength(1);
  const again = await follow(web, { cacheDir });
  expect(again.found).toMatchObject({ ok: true, place: { value: 7 } });
  expect(again.fetched).toEqual([]);
  const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of readdirSync(cacheDir)) utimesSync(join(cacheDir, name), old, old);
  expect((await follow(web, { cacheDir })).fetched).toHaveLength(1);
});
