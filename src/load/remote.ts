import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { decode, MAX_BYTES } from './read.js';
import type { ReadText } from './read.js';

/** A fetched file is used again for this long, in milliseconds. */
const FRESH_MS = 24 * 60 * 60 * 1000;
const MAX_REDIRECTS = 5;

export interface RemoteOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly cacheDir?: string;
  readonly timeoutMs?: number;
}

/** Fetches URLs side by side; each gives its text or why not. Fresh copies come from the cache. */
export async function fetchAll(
  urls: Iterable<string>,
  options: RemoteOptions,
): Promise<ReadonlyMap<string, ReadText>> {
  const pairs = [...urls].map(async (url) => [url, await fetchCached(url, options)] as const);
  return new Map(await Promise.all(pairs));
}

async function fetchCached(url: string, options: RemoteOptions): Promise<ReadText> {
  const folder = options.cacheDir ?? defaultFolder();
  const path = join(folder, createHash('sha256').update(url).digest('hex'));
  const kept = await readFresh(path);
  if (kept !== undefined) return decode(kept);
  try {
    const bytes = await fetchBytes(url, options);
    await keep(folder, path, bytes);
    return decode(bytes);
  } catch (error) {
    return { ok: false, fault: { code: 'input/unreadable', message: reason(error, options) } };
  }
}

async function fetchBytes(url: string, options: RemoteOptions): Promise<Uint8Array> {
  const { fetch = globalThis.fetch, timeoutMs = 10_000 } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const { host } = new URL(url);
  let next = url;
  for (let i = 0; i <= MAX_REDIRECTS; i++) {
    const response = await fetch(next, { signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null)
      return await body(response);
    await response.body?.cancel();
    const target = new URL(location, next);
    if (target.host !== host) throw new FetchFault(`it redirects to another host, ${target.host}`);
    next = target.href;
  }
  throw new FetchFault('it redirects too often');
}

async function body(response: Response): Promise<Uint8Array> {
  if (!response.ok) throw new FetchFault(`the server answers ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new FetchFault('it is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

class FetchFault extends Error {}

function reason(error: unknown, { timeoutMs = 10_000 }: RemoteOptions): string {
  if (error instanceof FetchFault) return `It cannot be fetched: ${error.message}.`;
  if (error instanceof Error && error.name === 'TimeoutError')
    return `It cannot be fetched: no answer within ${timeoutMs} ms.`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `It cannot be fetched: ${cause instanceof Error ? cause.message : String(cause)}.`;
}

async function readFresh(path: string): Promise<Uint8Array | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < FRESH_MS ? await readFile(path) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a copy; a folder that cannot be written only costs the cache. */
async function keep(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const part = `${path}.${process.pid}`;
    await writeFile(part, bytes);
    await rename(part, path);
  } catch {
    return;
  }
}

const defaultFolder = (): string => join(cacheRoot(), 'petevents');

function cacheRoot(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return XDG_CACHE_HOME ?? join(homedir(), '.cache');
}
