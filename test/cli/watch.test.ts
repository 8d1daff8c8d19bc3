import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/main.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;
let stop: (code: number) => void;
let output: string;
let listeners: (() => void)[];
let ended: Promise<number> | undefined;

const at = (...parts: string[]) => join(cwd, ...parts);

/** What the command printed so far, both streams; tells the test of each line. */
const stream = {
  write(text: string): void {
    output += text;
    for (const listener of listeners) listener();
  },
};

/** Starts `generate --watch` in this process, as the command line does. */
function watch(...args: string[]): void {
  ended = run(['generate', '--watch', ...args], {
    cwd,
    env: {},
    stdout: stream,
    stderr: stream,
    readStdin: async () => new Uint8Array(),
    stdin: () => process.stdin,
    untilStopped: () => new Promise((resolve) => (stop = resolve)),
  });
}

/** Waits for the command to have said that it watches, and gives what it printed until then. */
const round = (): Promise<string> =>
  new Promise((resolve) => {
    const look = (): void => {
      const end = output.indexOf('Ctrl-C stops\n');
      if (end === -1) return;
      const said = output.slice(0, end);
      output = output.slice(end + 'Ctrl-C stops\n'.length);
      listeners = listeners.filter((each) => each !== look);
      resolve(said);
    };
    listeners.push(look);
    look();
  });

const schema = (words: string): string => `type: object\ntitle: Told\ndescription: ${words}\n`;

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Watch, version: 1.0.0 }
channels:
  told:
    address: told
    messages: { Told: { payload: { $ref: ./parts/told.yaml } } }
operations:
  tell: { action: send, channel: { $ref: '#/channels/told' } }
`;

beforeEach(() => {
  cwd = scratch('cli-watch');
  output = '';
  listeners = [];
  ended = undefined;
  mkdirSync(at('parts'));
  writeFileSync(at('a.yaml'), DOCUMENT);
  writeFileSync(at('parts/told.yaml'), schema('first'));
});

afterEach(async () => {
  if (ended === undefined) return;
  stop(130);
  expect(await ended).toBe(130);
});

const types = () => readFileSync(at('generated/messages/told.ts'), 'utf8');

describe('generate --watch', () => {
  test('follows what the document refers to, also when an editor replaces the file', async () => {
    watch('a.yaml');
    expect(await round()).toContain('watching 2 files');
    expect(types()).toContain('first');
    writeFileSync(at('parts/told.yaml'), schema('second'));
    await round();
    expect(types()).toContain('second');
    writeFileSync(at('parts/.told.swp'), schema('third'));
    renameSync(at('parts/.told.swp'), at('parts/told.yaml'));
    await round();
    expect(types()).toContain('third');
  });

  test('shows the fault of a broken edit, writes nothing and goes on', async () => {
    watch('a.yaml');
    await round();
    writeFileSync(at('a.yaml'), DOCUMENT.replace('action: send', 'action: sendd'));
    const said = await round();
    expect(said).toContain('a.yaml:8');
    expect(said).toContain('nothing was written');
    writeFileSync(at('a.yaml'), DOCUMENT.replace('title: Watch', 'title: Mended'));
    await round();
    expect(readFileSync(at('generated/client.ts'), 'utf8')).toContain('Mended');
  });

  test('waits for a file that disappears, and for its folder', async () => {
    watch('a.yaml');
    await round();
    unlinkSync(at('parts/told.yaml'));
    expect(await round()).toContain('ref/unreadable');
    writeFileSync(at('parts/told.yaml'), schema('back'));
    await round();
    expect(types()).toContain('back');
    rmSync(at('parts'), { recursive: true });
    expect(await round()).toContain('ref/unreadable');
    mkdirSync(at('parts'));
    writeFileSync(at('parts/told.yaml'), schema('again'));
    await round();
    expect(types()).toContain('again');
  });

  test('starts without the document and waits for it', async () => {
    rmSync(at('a.yaml'));
    watch('a.yaml');
    expect(await round()).toContain('input/unreadable');
    writeFileSync(at('a.yaml'), DOCUMENT);
    await round();
    expect(types()).toContain('first');
  });

  test('a document that is a link is followed to where it leads', async () => {
    mkdirSync(at('elsewhere'));
    writeFileSync(at('elsewhere/real.yaml'), DOCUMENT);
    rmSync(at('a.yaml'));
    symlinkSync('elsewhere/real.yaml', at('a.yaml'));
    watch('a.yaml');
    await round();
    writeFileSync(at('elsewhere/real.yaml'), DOCUMENT.replace('title: Watch', 'title: Linked'));
    await round();
    expect(readFileSync(at('generated/client.ts'), 'utf8')).toContain('Linked');
  });

  test('a change while the round is running is not lost', async () => {
    listeners.push(() => {
      if (output.includes('created')) {
        listeners.shift();
        writeFileSync(at('parts/told.yaml'), schema('meanwhile'));
      }
    });
    watch('a.yaml');
    await round();
    await round();
    expect(types()).toContain('meanwhile');
  });

  test('follows petevents.yaml', async () => {
    writeFileSync(at('petevents.yaml'), 'documents: [{ document: a.yaml, out: one }]\n');
    watch();
    await round();
    writeFileSync(at('petevents.yaml'), 'documents: [{ document: a.yaml, outt: two }]\n');
    expect(await round()).toContain('config/invalid');
    rmSync(at('petevents.yaml'));
    expect(await round()).toContain('name a document');
    writeFileSync(at('petevents.yaml'), 'documents: [{ document: a.yaml, out: two }]\n');
    await round();
    expect(readFileSync(at('two/client.ts'), 'utf8')).toContain('Watch');
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a watcher cleanly with %i', async (signal, code) => {
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), at('a.yaml'));
  // A process that does what processIo makes of signals, without the bundle.
  const script = `process.on('exit', () => console.log('clean'));
    const { processIo } = await import(process.argv[1]);
    const alive = setInterval(() => {}, 1000);
    const stopped = processIo(process).untilStopped();
    console.log('ready');
    process.exitCode = await stopped;
    clearInterval(alive);`;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [inProject('src/cli/process-io.ts')],
    outfile: at('process-io.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, at('process-io.mjs')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said === 'ready\n') child.kill(signal);
  });
  const end = await new Promise((resolve) => child.on('close', resolve));
  expect(end).toBe(code);
  expect(said).toContain('clean');
});
