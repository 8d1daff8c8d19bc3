import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-generate-flags');
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
});

const at = (...parts: string[]) => join(cwd, ...parts);
const generate = (...args: string[]) => petevents(['generate', ...args], { cwd });

describe('flags that make no sense together', () => {
  test.each([
    [['asyncapi.yaml', '--watch', '--check'], '--watch and --check exclude each other'],
    [['asyncapi.yaml', '--watch', '--dry-run'], '--watch and --dry-run exclude each other'],
    [['asyncapi.yaml', '--check', '--dry-run'], '--check and --dry-run exclude each other'],
    [['-', '--watch'], 'needs a file, not standard input'],
    [['asyncapi.yaml', '--nonsense'], "unknown option '--nonsense'"],
  ])('%j', async (args, words) => {
    const result = await generate(...args);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(words);
    expect(result.stdout).toBe('');
  });
});

describe('petevents.yaml', () => {
  const config = (text: string): void => writeFileSync(at('petevents.yaml'), text);

  test.each([
    ["documents: [{ document: asyncapi.yaml, out: '' }]\n", 'out is empty'],
    [
      'documents: [{ document: asyncapi.yaml, out: a }, { document: asyncapi.yaml, out: a/b }]\n',
      'the folder of document 2 lies inside of that of document 1',
    ],
    ['documents: [\n', 'spec/syntax'],
  ])('%j is refused', async (text, words) => {
    config(text);
    const result = await generate();
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain(words);
    expect(result.stdout).toMatch(/^ +1 \| documents/m);
  });

  test('--check looks at all documents', async () => {
    copyFileSync(at('asyncapi.yaml'), at('other.yaml'));
    config(
      'documents:\n  - { document: asyncapi.yaml, out: gen/a }\n  - { document: other.yaml, out: gen/b }\n',
    );
    expect((await generate()).exitCode).toBe(0);
    expect((await generate('--check')).exitCode).toBe(0);
    for (const name of ['gen/a', 'gen/b', 'gen/runtime']) {
      writeFileSync(at(name, name === 'gen/runtime' ? 'client.ts' : 'index.ts'), '// mine\n');
    }
    const result = await generate('--check');
    expect(result.exitCode).toBe(1);
    expect(result.stdout.trimEnd().split('\n')).toEqual([
      'edited   gen/a/index.ts',
      'edited   gen/b/index.ts',
      'edited   gen/runtime/client.ts',
    ]);
  });

  test('a run time inside of the folder of its document is no stranger there', async () => {
    config('runtime: gen/lib\ndocuments: [{ document: asyncapi.yaml, out: gen }]\n');
    expect((await generate()).exitCode).toBe(0);
    expect((await generate('--perspective', 'counterpart')).exitCode).toBe(0);
  });
});

describe('extras of the run time', () => {
  const extras = ['dead-letters.ts', 'http.ts', 'webhooks', 'webhooks.ts'];
  const written = (): string[] =>
    readdirSync(at('generated/runtime')).filter((name) => extras.includes(name));

  test('are written when they are asked for, and taken away again', async () => {
    expect((await generate('asyncapi.yaml')).exitCode).toBe(0);
    expect(written()).toEqual([]);
    expect((await generate('asyncapi.yaml', '--extras', 'http,webhooks')).exitCode).toBe(0);
    expect(written()).toEqual(['http.ts', 'webhooks', 'webhooks.ts']);
    const config = 'documents: [{ document: asyncapi.yaml, extras: dead-letters }]\n';
    writeFileSync(at('petevents.yaml'), config);
    expect((await generate()).exitCode).toBe(0);
    expect(written()).toEqual(['dead-letters.ts']);
    expect((await generate('--extras', 'http')).exitCode).toBe(0);
    expect(written()).toEqual(['http.ts']);
  });

  test('that do not exist are refused, with those that do', async () => {
    const flag = await generate('asyncapi.yaml', '--extras', 'http,moon');
    expect(flag.exitCode).toBe(2);
    expect(flag.stderr).toContain('unknown extra moon; choose from dead-letters, http, webhooks');
    writeFileSync(
      at('petevents.yaml'),
      'documents:\n  - document: asyncapi.yaml\n    extras: [http, moon]\n',
    );
    const setting = await generate();
    expect(setting.exitCode).toBe(2);
    expect(setting.stdout).toContain('petevents.yaml:3:');
    expect(setting.stdout).toContain('"moon" is none of dead-letters, http, webhooks');
  });
});

describe('the next step', () => {
  test('names folders as an import does, wherever they are', async () => {
    mkdirSync(at('below'));
    const result = await petevents(['generate', '../asyncapi.yaml', '--out', '../gen'], {
      cwd: at('below'),
    });
    expect(result.stderr).toContain("from '../gen/index.js';");
    expect(result.stderr).toContain("from '../gen/runtime/memory.js';");
    expect(result.stderr).toContain('client.publishPetAdopted(payload)');
  });

  test('names the run time that documents share', async () => {
    writeFileSync(
      at('petevents.yaml'),
      'documents:\n  - { document: asyncapi.yaml, out: gen/a }\n  - { document: asyncapi.yaml, out: gen/b }\n',
    );
    expect((await generate()).stderr).toContain("from './gen/runtime/memory.js';");
  });

  test('subscribes where there is nothing to send', async () => {
    const text = readFileSync(at('asyncapi.yaml'), 'utf8').replaceAll(
      'action: send',
      'action: receive',
    );
    writeFileSync(at('asyncapi.yaml'), text);
    expect((await generate('asyncapi.yaml')).stderr).toMatch(
      /client\.subscribe\('my-service', \{ \w+: async \(message\) => \{ … \} \}\)/,
    );
  });
});

describe('--format', () => {
  /** A Prettier in the project that says what it was asked. */
  function installPrettier(project: string, body: string): void {
    const folder = at(project, 'node_modules/prettier');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      '{ "name": "prettier", "version": "3.0.0", "main": "index.js" }',
    );
    writeFileSync(join(folder, 'index.js'), body);
  }

  test('runs the Prettier and the settings of the project', async () => {
    installPrettier(
      '.',
      `exports.resolveConfig = async (path) => ({ path });
exports.format = async (text, { path, filepath }) => path === filepath ? '// formatted\\n' + text : text;`,
    );
    expect((await generate('asyncapi.yaml', '--format')).exitCode).toBe(0);
    expect(readFileSync(at('generated/client.ts'), 'utf8')).toMatch(/^\/\/ formatted\n/);
    expect((await generate('asyncapi.yaml', '--format', '--check')).exitCode).toBe(0);
    expect((await generate('asyncapi.yaml', '--check')).exitCode).toBe(1);
  });

  test('a Prettier that fails is one line', async () => {
    installPrettier(
      'failing',
      `exports.resolveConfig = async () => { throw new Error('bad .prettierrc'); };
exports.format = async (text) => text;`,
    );
    const result = await petevents(['generate', '../asyncapi.yaml', '--format'], {
      cwd: at('failing'),
    });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('bad .prettierrc');
    expect(result.stderr).not.toContain('bug of its own');
  });
});
