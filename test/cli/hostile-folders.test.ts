import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { readFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;
let mounted: string | undefined;

beforeEach(() => {
  cwd = scratch('cli-hostile-folders');
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
});
afterEach(() => {
  if (mounted !== undefined) execFileSync('umount', [mounted]);
  mounted = undefined;
});

const at = (...parts: string[]) => join(cwd, ...parts);
const generate = (...args: string[]) => petevents(['generate', ...args], { cwd });

/** One clear line, no stack. */
const isPlain = ({ stdout, stderr }: { stdout: string; stderr: string }): boolean =>
  !/ {4}at |bug of its own/.test(stdout + stderr);

/** Whether this user may mount, which the test of a full disk needs. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], { stdio: 'ignore' });
    mounted = folder;
    return true;
  } catch {
    return false;
  }
}

describe('an output folder that cannot be used', () => {
  test.each([
    ['an empty name', '', '--out is empty'],
    ['the root', '/', 'root of the file system'],
    ['a name that is not UTF-8', 'a\ufffd', 'not UTF-8'],
    ['a name that is too long', 'a'.repeat(300), 'too long'],
    ['a folder that the system does not let be made', '/proc/petevents', '/proc/petevents'],
  ])('%s: exit 2 and one line', async (_what, out, words) => {
    const result = await generate('asyncapi.yaml', '--out', out);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(words);
    expect(isPlain(result)).toBe(true);
  });

  test.each([
    [
      'a folder at the path of a file',
      () => void mkdirSync(at('generated/client.ts'), { recursive: true }),
      'a folder stands where a file is needed',
    ],
    [
      'a file at the path of a folder',
      () => {
        mkdirSync(at('generated'));
        writeFileSync(at('generated/messages'), 'mine');
      },
      'a file stands where a folder is needed',
    ],
    [
      'a pipe at the path of a file',
      () => {
        mkdirSync(at('generated'));
        execFileSync('mkfifo', [at('generated/client.ts')]);
      },
      'a pipe, a socket or a device',
    ],
    ['a link that leads nowhere', () => symlinkSync('nowhere', at('generated')), 'generated'],
  ])('%s: exit 2 and nothing is written', async (_what, make, words) => {
    make();
    const before = readdirSync(cwd, { recursive: true });
    const result = await generate('asyncapi.yaml');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(words);
    expect(result.stderr).toContain('nothing was written');
    expect(isPlain(result)).toBe(true);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
  });

  test('a full disk leaves everything as it was, also the folders of other documents', async ({
    skip,
  }) => {
    mkdirSync(at('small'));
    if (!mountSmall(at('small'))) skip('needs the right to mount');
    writeFileSync(
      at('petevents.yaml'),
      'documents:\n  - { document: asyncapi.yaml, out: a }\n  - { document: asyncapi.yaml, out: small/b }\n',
    );
    const result = await generate();
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('the disk is full');
    expect(result.stderr).toContain('nothing was written');
    expect(existsSync(at('a'))).toBe(false);
    expect(readdirSync(at('small'))).toEqual([]);
  });
});

describe('an output folder that is unusual', () => {
  test('a symbolic link stays one', async () => {
    mkdirSync(at('real'));
    symlinkSync('real', at('generated'));
    expect((await generate('asyncapi.yaml')).exitCode).toBe(0);
    expect(lstatSync(at('generated')).isSymbolicLink()).toBe(true);
    expect(existsSync(at('real/client.ts'))).toBe(true);
  });

  test('a read-only file of ours is replaced', async () => {
    await generate('asyncapi.yaml');
    chmodSync(at('generated/client.ts'), 0o444);
    expect((await generate('asyncapi.yaml', '--perspective', 'counterpart')).exitCode).toBe(0);
    expect(
      (await generate('asyncapi.yaml', '--perspective', 'counterpart', '--check')).exitCode,
    ).toBe(0);
  });

  test('no output goes into the folder of another', async () => {
    await generate('asyncapi.yaml');
    const inside = await generate('asyncapi.yaml', '--out', 'generated/messages');
    expect(inside.exitCode).toBe(1);
    expect(inside.stderr).toContain('generated/messages lies inside of generated');
    await generate('asyncapi.yaml', '--out', 'outer/docs');
    const around = await generate('asyncapi.yaml', '--out', 'outer');
    expect(around.exitCode).toBe(1);
    expect(around.stderr).toContain('outer/docs is needed');
  });

  test('two names of one folder are one folder', async () => {
    mkdirSync(at('one'));
    symlinkSync('one', at('two'));
    writeFileSync(
      at('petevents.yaml'),
      'documents:\n  - { document: asyncapi.yaml, out: one }\n  - { document: asyncapi.yaml, out: two }\n',
    );
    const result = await generate();
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('two outputs go to one folder');
    expect(readdirSync(at('one'))).toEqual([]);
  });

  test('a manifest with paths from elsewhere deletes nothing there', async () => {
    await generate('asyncapi.yaml');
    writeFileSync(at('victim.txt'), 'x');
    const manifest = JSON.parse(readFileSync(at('generated/.petevents.json'), 'utf8')) as {
      files: Record<string, string>;
    };
    const files = {
      ...manifest.files,
      '../victim.txt': 'x',
      [at('victim.txt')]: 'x',
      messages: 'x',
      ['__proto__']: 'x',
    };
    writeFileSync(at('generated/.petevents.json'), JSON.stringify({ ...manifest, files }));
    expect((await generate('asyncapi.yaml')).exitCode).toBe(0);
    expect(existsSync(at('victim.txt'))).toBe(true);
    expect(existsSync(at('generated/messages/pet-adopted.ts'))).toBe(true);
  });
});

describe('a run that was killed', () => {
  /** What a run leaves behind that was killed while files moved into place. */
  const kill = async (owner: string): Promise<void> => {
    await generate('asyncapi.yaml', '--out', 'wanted', '--perspective', 'counterpart');
    await generate('asyncapi.yaml');
    mkdirSync(at('generated/.petevents-staging'));
    writeFileSync(at('generated/.petevents-staging/owner'), owner);
    copyFileSync(at('wanted/.petevents.json'), at('generated/.petevents-staging/.petevents.json'));
    copyFileSync(at('wanted/client.ts'), at('generated/client.ts'));
  };

  test('does not make its own files look edited, and its leftovers go', async () => {
    await kill('');
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(at('generated/.petevents-staging/owner'), longAgo, longAgo);
    expect((await generate('asyncapi.yaml')).exitCode).toBe(0);
    expect(readFolder(at('generated')).map(({ path }) => path)).not.toContainEqual(
      expect.stringContaining('staging'),
    );
    expect((await generate('asyncapi.yaml', '--check')).exitCode).toBe(0);
  });
});
