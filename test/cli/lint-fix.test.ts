import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-lint-fix');
  copyFileSync(inProject('fixtures/lint/channel/unused/bad.yaml'), join(cwd, 'asyncapi.yaml'));
});

const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const lint = (...args: string[]) => petevents(['lint', ...args], { cwd });

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly help?: string;
  readonly at: { readonly uri: string; readonly line: number; readonly column: number };
}

async function find(...args: string[]): Promise<readonly Found[]> {
  const { stdout } = await lint('--format', 'json', ...args);
  return (JSON.parse(stdout) as { diagnostics: Found[] }).diagnostics;
}

describe('--fix', () => {
  test('is refused for standard input, which cannot be mended', async () => {
    expect(await petevents(['lint', '-', '--fix'], { cwd, stdin: 'asyncapi: 3.1.0' })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'petevents: --fix writes files, and standard input is none; name the file\n',
    });
  });

  test('mends what is safe and leaves every other byte', async () => {
    const text = `\uFEFF# our pets
asyncapi: 3.1.0\r
info:   # said once
  title: Pets\r
  version: '1.0.0'
  tags:
    - name: dogs   # barks
    # they purr
    - name: cats
channels:
  adoptions: { address: "pets/adopted/", messages: { adopted: { payload: { type: object } } } }
servers:
  broker: { host: 'kafka://one.pets.shop', protocol: kafka }
`;
    put('asyncapi.yaml', text);
    const rules = ['--rule', 'doc/tags-sorted=warning'];
    const { stderr } = await lint('asyncapi.yaml', '--fix', ...rules);
    expect(stderr).toBe('4 findings fixed\n');
    expect(readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8')).toBe(
      text
        .replace(
          '    - name: dogs   # barks\n    # they purr\n    - name: cats\n',
          '    # they purr\n    - name: cats\n    - name: dogs   # barks\ndefaultContentType: application/json\n',
        )
        .replace('pets/adopted/', 'pets/adopted')
        .replace('kafka://', ''),
    );
    const codes = (await find('asyncapi.yaml', ...rules)).map(({ code }) => code);
    expect(codes).not.toContain('doc/tags-sorted');
    expect(codes).not.toContain('message/content-type');
  });

  test('changes nothing where nothing is found', async () => {
    const before = readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8');
    await lint('asyncapi.yaml', '--fix');
    expect(readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8')).toBe(before);
  });
});
