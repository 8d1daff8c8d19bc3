import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { readFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-generate');
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
});

const generate = (...args: string[]) => petevents(['generate', ...args], { cwd });
const paths = (folder = 'generated') => readFolder(join(cwd, folder)).map(({ path }) => path);
const at = (...parts: string[]) => join(cwd, ...parts);

const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(at(path), change(readFileSync(at(path), 'utf8')));

describe('petevents generate', () => {
  test('writes the code and says what to do next', async () => {
    const result = await generate('asyncapi.yaml');
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    expect(result.stderr).toContain("import { createClient } from './generated/index.js';");
    expect(result.stderr).toContain('client.publishPetAdopted(');
    expect(paths()).toEqual(
      expect.arrayContaining([
        '.petevents.json',
        'client.ts',
        'contract.ts',
        'docs/README.md',
        'index.ts',
        'messages/adoption-completed.ts',
        'messages/pet-adopted.ts',
        'messages/pet-available.ts',
        'runtime/kafka.ts',
        'runtime/memory.ts',
      ]),
    );
    expect(paths().filter((path) => path.includes('amqp'))).toEqual([]);
  });

  test('a second run says that nothing changed and touches nothing', async () => {
    await generate('asyncapi.yaml');
    const before = statSync(at('generated/client.ts')).mtimeMs;
    const manifest = statSync(at('generated/.petevents.json')).mtimeMs;
    const second = await generate('asyncapi.yaml');
    expect(second).toMatchObject({
      exitCode: 0,
      stderr: 'everything is up to date, nothing was written\n',
    });
    expect(statSync(at('generated/client.ts')).mtimeMs).toBe(before);
    expect(statSync(at('generated/.petevents.json')).mtimeMs).toBe(manifest);
  });

  test('the same document gives the same bytes from any folder', async () => {
    await generate('asyncapi.yaml', '--out', 'one');
    mkdirSync(at('below'));
    await petevents(['generate', '../asyncapi.yaml', '--out', '../two'], { cwd: at('below') });
    expect(readFolder(at('two'))).toEqual(readFolder(at('one')));
  });

  test('--protocol and --out choose what goes where', async () => {
    const result = await generate('asyncapi.yaml', '--protocol', 'amqp,kafka', '-o', 'src/events');
    expect(result.exitCode).toBe(0);
    expect(paths('src/events')).toEqual(
      expect.arrayContaining(['runtime/amqp.ts', 'runtime/kafka.ts', 'runtime/memory.ts']),
    );
    expect((await generate('asyncapi.yaml', '--protocol', 'memory')).exitCode).toBe(0);
    expect(paths().some((path) => path.startsWith('runtime/kafka'))).toBe(false);
    const unknown = await generate('asyncapi.yaml', '--protocol', 'nats');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('unknown protocol nats; choose from memory, kafka, amqp');
  });

  test('--check tells stale, edited, missing and orphaned files apart, and writes nothing', async () => {
    await generate('asyncapi.yaml');
    expect(await generate('asyncapi.yaml', '--check')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    edit('generated/client.ts', (text) => `${text}// mine\n`);
    rmSync(at('generated/index.ts'));
    edit('asyncapi.yaml', (text) =>
      text
        .replaceAll('AdoptionCompleted', 'AdoptionClosed')
        .replace('Age in full years', 'Age in years'),
    );
    const before = readFolder(at('generated'));
    const result = await generate('asyncapi.yaml', '--check');
    expect(result.exitCode).toBe(1);
    const lines = result.stdout.trimEnd().split('\n');
    expect(lines).toContain('edited   generated/client.ts');
    expect(lines).toContain('missing  generated/index.ts');
    expect(lines).toContain('missing  generated/messages/adoption-closed.ts');
    expect(lines).toContain('orphaned generated/messages/adoption-completed.ts');
    expect(lines).toContain('stale    generated/messages/pet-available.ts');
    expect(readFolder(at('generated'))).toEqual(before);
  });

  test('--dry-run lists what would change and writes nothing', async () => {
    const result = await generate('asyncapi.yaml', '--dry-run');
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('create   generated/client.ts\n');
    expect(paths()).toEqual([]);
  });

  test('never overwrites what it did not write, nor what somebody edited, unless forced', async () => {
    mkdirSync(at('generated'));
    writeFileSync(at('generated/index.ts'), 'mine');
    const foreign = await generate('asyncapi.yaml');
    expect(foreign.exitCode).toBe(1);
    expect(foreign.stderr).toContain('generated/index.ts: not written by petevents');
    expect(paths()).toEqual(['index.ts']);
    expect((await generate('asyncapi.yaml', '--force')).exitCode).toBe(0);
    edit('generated/index.ts', (text) => `${text}// mine\n`);
    const edited = await generate('asyncapi.yaml');
    expect(edited.exitCode).toBe(1);
    expect(edited.stderr).toContain('generated/index.ts: edited since it was written');
    expect(readFileSync(at('generated/index.ts'), 'utf8')).toContain('// mine');
  });

  test('removes what it wrote and nothing else', async () => {
    await generate('asyncapi.yaml');
    writeFileSync(at('generated/messages/mine.ts'), 'mine');
    edit('asyncapi.yaml', (text) => text.replaceAll('AdoptionCompleted', 'AdoptionClosed'));
    expect((await generate('asyncapi.yaml')).exitCode).toBe(0);
    expect(paths()).toContain('messages/mine.ts');
    expect(paths()).toContain('messages/adoption-closed.ts');
    expect(paths()).not.toContain('messages/adoption-completed.ts');
  });

  test('two documents cannot write to one folder', async () => {
    await generate('asyncapi.yaml');
    copyFileSync(at('asyncapi.yaml'), at('other.yaml'));
    const result = await generate('other.yaml');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('generated holds code of another document (../asyncapi.yaml)');
  });

  test('a damaged manifest is named', async () => {
    await generate('asyncapi.yaml');
    writeFileSync(at('generated/.petevents.json'), '<<<<<<< HEAD');
    const result = await generate('asyncapi.yaml');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('generated/.petevents.json is damaged');
  });

  test('a file where the folder should be is one clear line', async () => {
    writeFileSync(at('generated'), 'a file');
    const result = await generate('asyncapi.yaml');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('a file stands where a folder is needed');
    expect(result.stderr).not.toContain('    at ');
  });

  test('a broken document writes nothing and shows the line', async () => {
    edit('asyncapi.yaml', (text) =>
      text.replace("'#/channels/petAdopted'", "'#/channels/petAdoptd'"),
    );
    const result = await generate('asyncapi.yaml');
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/asyncapi\.yaml:42:\d+/);
    expect(result.stdout).toContain('ref/unresolved');
    expect(result.stdout).toContain('petAdopted');
    expect(result.stderr).toContain('nothing was written');
    expect(paths()).toEqual([]);
  });

  test('reads standard input', async () => {
    const stdin = readFileSync(at('asyncapi.yaml'));
    const result = await petevents(['generate', '-'], { cwd, stdin });
    expect(result.exitCode).toBe(0);
    expect(paths()).toContain('messages/pet-adopted.ts');
  });

  test('without a document and without petevents.yaml it says what to do', async () => {
    const result = await generate();
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('name a document (petevents generate asyncapi.yaml)');
  });
});

describe('petevents.yaml', () => {
  const config = (text: string): void => writeFileSync(at('petevents.yaml'), text);

  test('several documents get a folder each and share one run time', async () => {
    copyFileSync(at('asyncapi.yaml'), at('other.yaml'));
    config(`version: 1
documents:
  - { document: asyncapi.yaml, out: src/events/petstore, protocol: kafka }
  - { document: other.yaml, out: src/events/other, protocol: [amqp], perspective: counterpart }
`);
    const result = await generate();
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    const all = paths('src/events');
    expect(all).toContain('runtime/amqp.ts');
    expect(all).toContain('runtime/kafka.ts');
    expect(all.filter((path) => path.includes('/runtime/'))).toEqual([]);
    const client = readFileSync(at('src/events/petstore/client.ts'), 'utf8');
    expect(client).toContain("from '../runtime/");
    expect((await generate('--check')).exitCode).toBe(0);
  });

  test.each([
    [
      'documents: [{ document: asyncapi.yaml, outt: a }]\n',
      /petevents\.yaml:1:\d+/,
      'Did you mean `out`?',
    ],
    ['documents: [{ out: a }]\n', /petevents\.yaml:1:\d+/, 'document is missing'],
    [
      'documents: [{ document: a.yaml }, { document: b.yaml }]\n',
      /:1:\d+/,
      'two documents write to one folder',
    ],
    [
      'documents: [{ document: a.yaml, protocol: nats }]\n',
      /:1:\d+/,
      'none of memory, kafka, amqp',
    ],
    ['version: 2\n', /:1:\d+/, 'version is 2'],
    ['documents: []\n', /:1:\d+/, 'not a list of documents'],
  ])('%j is refused at its line', async (text, place, words) => {
    config(text);
    const result = await generate();
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toMatch(place);
    expect(result.stdout).toContain(words);
  });
});
