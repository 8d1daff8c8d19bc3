import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { version } from '../../src/version.js';
import { petevents } from '../support/cli.js';
import { readFolder } from '../support/folders.js';
import { scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('init');
});

const init = (...args: string[]) => petevents(['init', ...args], { cwd });
const paths = (folder: string) => readFolder(join(cwd, folder)).map(({ path }) => path);

describe('petevents init', () => {
  test('writes a small project with its code, and says what to type next', async () => {
    const { exitCode, stderr } = await init('my shop');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/Next:\n {2}cd 'my shop'\n {2}npm install\n {2}npm start\n$/);
    expect(paths('my shop')).toEqual(
      expect.arrayContaining([
        '.gitignore',
        'asyncapi.yaml',
        'petevents.yaml',
        'src/generated/.petevents.json',
        'src/generated/client.ts',
        'src/publisher.ts',
        'src/subscriber.ts',
        'test/orders.test.ts',
      ]),
    );
    expect(paths('my shop').filter((path) => path.includes('staging'))).toEqual([]);
  });

  test.each(['starter', 'petstore'])('generate finds nothing to do in a new %s', async (sample) => {
    await init('.', '--sample', sample);
    const again = await petevents(['generate', '--check'], { cwd });
    expect(again).toMatchObject({ exitCode: 0 });
    const manifest = readFileSync(join(cwd, 'package.json'), 'utf8');
    expect(manifest).toContain(`"petevents": "${version}"`);
  });

  test('lint: the documents of the PetStore pass, the system in the strict preset', async () => {
    await init('.', '--sample', 'petstore');
    const system = await petevents(['lint', 'system.asyncapi.yaml'], { cwd });
    expect(system).toMatchObject({ exitCode: 0, stdout: '' });
    const contract = await petevents(['lint', 'asyncapi.yaml', '--format', 'json'], { cwd });
    const { diagnostics } = JSON.parse(contract.stdout) as { diagnostics: { code: string }[] };
    expect(diagnostics.map(({ code }) => code)).toEqual(['channel/unused', 'channel/unused']);
  });

  test('refuses a folder that is not empty, and leaves it as it is', async () => {
    mkdirSync(join(cwd, 'shop'));
    writeFileSync(join(cwd, 'shop/notes.txt'), 'mine');
    const { exitCode, stderr } = await init('shop');
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'petevents init: shop is not empty; name a new folder, such as: petevents init shop\n' +
        'nothing was written\n',
    );
    expect(paths('shop')).toEqual(['notes.txt']);
  });

  test('a repository without files counts as empty', async () => {
    mkdirSync(join(cwd, '.git'));
    expect(await init()).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(cwd, 'src/main.ts'))).toBe(true);
  });

  test('a file in the way, and a sample that is not there, are said in one line', async () => {
    writeFileSync(join(cwd, 'shop'), '');
    const inTheWay = await init('shop');
    expect(inTheWay).toMatchObject({ exitCode: 2 });
    expect(inTheWay.stderr).toMatch(
      /shop: a file stands where a folder is needed\nnothing was written\n$/,
    );
    const unknown = await init('--sample', 'zoo');
    expect(unknown).toMatchObject({ exitCode: 2 });
    expect(unknown.stderr).toContain('starter, petstore');
  });
});
