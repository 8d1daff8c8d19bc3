import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PeteventsError } from '../../../src/diagnostic.js';
import type { OutputFile } from '../../../src/emit/output-file.js';
import { readFolder } from '../../../src/write/folder.js';
import { MANIFEST, parseManifest } from '../../../src/write/manifest.js';
import { changes, plan } from '../../../src/write/plan.js';
import type { Plan } from '../../../src/write/plan.js';
import { FolderWriter } from '../../../src/write/write-folder.js';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'petevents-write-')), 'out');
});
afterEach(() => {
  rmSync(dirname(folder), { recursive: true, force: true });
});

const files = (...entries: [string, string][]): OutputFile[] =>
  entries.map(([path, text]) => ({ path, text }));

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const look = (list: readonly OutputFile[], source = 'a.yaml') =>
  plan(list, source, readFolder(folder));

function apply(target: string, planned: Plan): void {
  const writer = FolderWriter.reserve(target);
  if (writer === undefined) throw new Error('another run has the folder');
  try {
    writer.stage(planned);
  } catch (error) {
    writer.cancel();
    throw error;
  }
  writer.commit(planned);
}

const write = (list: readonly OutputFile[]) => {
  const planned = look(list);
  apply(folder, planned);
  return planned;
};

const kinds = (planned: ReturnType<typeof look>) =>
  Object.fromEntries(planned.actions.map(({ path, kind }) => [path, kind]));

const everything = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe('writing a folder', () => {
  test('creates what is missing and notes what it wrote', () => {
    write(files(['index.ts', 'one\n'], ['messages/a.ts', 'two\n']));
    expect(everything()).toEqual([MANIFEST, 'index.ts', 'messages/a.ts']);
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST), 'utf8'));
    expect(manifest?.source).toBe('a.yaml');
    expect([...(manifest?.files.keys() ?? [])]).toEqual(['index.ts', 'messages/a.ts']);
  });

  test('changes, keeps and deletes only what it wrote', () => {
    write(files(['a.ts', 'a'], ['b.ts', 'b'], ['old/c.ts', 'c']));
    put('mine.txt', 'mine');
    const planned = write(files(['a.ts', 'a'], ['b.ts', 'B'], ['d.ts', 'd']));
    expect(kinds(planned)).toEqual({
      'a.ts': 'keep',
      'b.ts': 'change',
      'd.ts': 'create',
      'old/c.ts': 'delete',
    });
    expect(everything()).toEqual([MANIFEST, 'a.ts', 'b.ts', 'd.ts', 'mine.txt']);
    expect(existsSync(join(folder, 'old'))).toBe(false);
  });

  test('a second run that changes nothing plans nothing', () => {
    const list = files(['a.ts', 'a'], ['b/c.ts', 'c']);
    write(list);
    const before = statSync(join(folder, 'a.ts')).mtimeMs;
    expect(changes(look(list).actions)).toEqual([]);
    write(list);
    expect(statSync(join(folder, 'a.ts')).mtimeMs).toBe(before);
  });

  test('a file that it did not write stands in the way, unless its bytes are the same', () => {
    put('a.ts', 'mine');
    put('b.ts', 'b');
    const planned = look(files(['a.ts', 'a'], ['b.ts', 'b']));
    expect(planned.obstacles).toEqual([{ kind: 'foreign', path: 'a.ts' }]);
  });

  test('an edited file stands in the way, also when it is no longer wanted', () => {
    write(files(['a.ts', 'a'], ['b.ts', 'b']));
    put('a.ts', 'edited');
    put('b.ts', 'edited');
    expect(look(files(['a.ts', 'A'])).obstacles).toEqual([
      { kind: 'edited', path: 'a.ts' },
      { kind: 'edited', path: 'b.ts' },
    ]);
  });

  test('line endings that git changed at checkout are no edit', () => {
    write(files(['a.ts', 'one\ntwo\n']));
    put('a.ts', 'one\r\ntwo\r\n');
    expect(look(files(['a.ts', 'one\ntwo\n'])).obstacles).toEqual([]);
    expect(kinds(look(files(['a.ts', 'one\n'])))).toEqual({ 'a.ts': 'change' });
  });

  test('a damaged manifest is told apart from none', () => {
    expect(readFolder(folder)).toMatchObject({ manifest: undefined, broken: false });
    put(MANIFEST, '<<<<<<< HEAD\n{}');
    expect(readFolder(folder)).toMatchObject({ manifest: undefined, broken: true });
  });

  test.each([
    '../a.ts',
    '/etc/a.ts',
    'a/../../b.ts',
    'C:\\a.ts',
    'a\\b.ts',
    'a//b.ts',
    './a.ts',
    '',
  ])('no output can leave the folder: %s', (path) => {
    expect(() => look(files([path, 'x']))).toThrow(PeteventsError);
  });

  test('a manifest cannot make it delete outside of the folder', () => {
    put(
      MANIFEST,
      JSON.stringify({ version: 1, source: 'a.yaml', files: { '../victim.txt': 'x' } }),
    );
    expect(look([]).actions).toEqual([]);
  });

  test('two outputs of one name, also on a disk that does not tell cases apart, are a bug of ours', () => {
    expect(() => look(files(['A.ts', 'a'], ['a.ts', 'b']))).toThrow(PeteventsError);
  });

  test('a failure half-way leaves everything as it was', () => {
    write(files(['a.ts', 'a']));
    put('b', 'a file where a folder is needed');
    const before = everything();
    expect(() => apply(folder, look(files(['a.ts', 'A'], ['b/c.ts', 'c'])))).toThrow();
    expect(everything()).toEqual(before);
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('a');
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder without permission throws and leaves nothing',
    () => {
      mkdirSync(folder);
      chmodSync(folder, 0o500);
      expect(() => write(files(['a.ts', 'a']))).toThrow(/EACCES/);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});
