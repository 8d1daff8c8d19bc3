import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-lint');
  copyFileSync(inProject('fixtures/lint/channel/unused/bad.yaml'), join(cwd, 'asyncapi.yaml'));
});

const lint = (...args: string[]) => petevents(['lint', ...args], { cwd });

/** The codes that a run finds, each once, with its severity. */
const codes = async (...args: string[]): Promise<Record<string, string>> => {
  const { stdout } = await lint('asyncapi.yaml', '--format', 'json', ...args);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, string>[] };
  return Object.fromEntries(diagnostics.map(({ code, severity }) => [code, severity]));
};

describe('petevents lint', () => {
  test('finds what recommended asks for, as warnings that do not fail the run', async () => {
    const { exitCode, stdout } = await lint('asyncapi.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('warning No operation uses this channel. channel/unused');
    expect(stdout).toContain('--> asyncapi.yaml:8:3');
  });

  test('strict fails the run', async () => {
    expect((await lint('asyncapi.yaml', '--preset', 'strict')).exitCode).toBe(1);
    expect(await codes('--preset', 'strict')).toMatchObject({ 'channel/unused': 'error' });
  });

  test('--fail-on says what fails, --quiet what is printed', async () => {
    expect((await lint('asyncapi.yaml', '--fail-on', 'warning')).exitCode).toBe(1);
    expect(await lint('asyncapi.yaml', '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('patterns name documents', async () => {
    copyFileSync(join(cwd, 'asyncapi.yaml'), join(cwd, 'second.yaml'));
    expect((await lint('*.yaml', '--preset', 'minimal')).stderr).toBe('2 documents are fine\n');
  });

  test('minimal asks for what the specification demands only', async () => {
    expect(await lint('asyncapi.yaml', '--preset', 'minimal')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'the document is fine\n',
    });
  });

  test('--rule beats the preset', async () => {
    expect(await codes('--rule', 'channel/unused=off')).not.toHaveProperty('channel/unused');
    expect(await codes('--preset', 'minimal', '--rule', 'channel/unused=info')).toEqual({
      'channel/unused': 'info',
    });
  });

  test('waits until a document is valid', async () => {
    const text = readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8').replace(
      'action: send',
      'action: x',
    );
    writeFileSync(join(cwd, 'asyncapi.yaml'), text);
    const { exitCode, stdout, stderr } = await lint('asyncapi.yaml');
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('channel/unused');
    expect(stderr).toBe('lint waits until the document is valid\n');
  });

  test.each([
    [
      ['--rule', 'channel/unsued=off'],
      'there is no rule channel/unsued; did you mean channel/unused?',
    ],
    [['--rule', 'channel/unused'], '--rule channel/unused: write it as id=level'],
    [
      ['--rule', 'channel/unused=loud'],
      'unknown level loud; choose from off, info, warning, error',
    ],
    [
      ['--rule', 'spec/syntax=off'],
      'spec/syntax is what the specification demands: it cannot be set',
    ],
    [['--preset', 'max'], 'unknown preset max; choose from minimal, recommended, strict'],
    [['--add-on', 'jms'], 'unknown add-on jms; choose from events, kafka, amqp, docs, security'],
  ])('%j is refused in one line', async (flags, message) => {
    expect(await lint('asyncapi.yaml', ...flags)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `petevents: ${message}\n`,
    });
  });
});

describe('petevents rules', () => {
  test('lists the catalogue, with what cannot be turned off', async () => {
    const { stdout, exitCode } = await petevents(['rules'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^channel\/unused +warning +error +An operation or a reply uses/m);
    expect(stdout).toMatch(/^spec\/syntax +error \* +error \*/m);
  });

  test('gives json', async () => {
    const { stdout } = await petevents(['rules', '--format', 'json'], { cwd });
    const { rules } = JSON.parse(stdout) as { rules: unknown[] };
    expect(rules).toContainEqual({
      id: 'channel/unused',
      purpose: 'An operation or a reply uses each channel.',
      recommended: 'warning',
      strict: 'error',
      isFixed: false,
    });
  });
});

describe('petevents explain', () => {
  test.each([
    ['channel/unused', '**Why.** All that a document lists'],
    ['ref/cycle', '# ref/cycle'],
    ['amqp/is-matches', 'It is reported as binding/structure'],
  ])('%s', async (id, text) => {
    const { stdout, exitCode } = await petevents(['explain', id], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(text);
  });

  test('an unknown id is one line with the nearest one', async () => {
    expect(await petevents(['explain', 'channel/unsued'], { cwd })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'petevents explain: there is no rule or code channel/unsued; did you mean channel/unused?\n',
    });
  });
});
