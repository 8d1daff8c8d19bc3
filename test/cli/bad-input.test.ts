import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { petevents } from '../support/cli.js';
import type { CliResult } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

const cwd = scratch('cli-bad-input');
const put = (name: string, text: string | Uint8Array): void => writeFileSync(join(cwd, name), text);

copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
mkdirSync(join(cwd, 'folder'));
symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
put('empty.yaml', '');
put('blank.yaml', ' \n\n# only a comment\n');
put('binary.yaml', Uint8Array.of(0x7f, 0x45, 0, 1, 2, 255));
put('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe4));
put('message.json', '{}');
put('secret.yaml', 'asyncapi: 3.0.0\n');
chmodSync(join(cwd, 'secret.yaml'), 0);

/** A command, or those below it where it only groups others. */
const leaves = (command: Command): readonly Command[] => {
  const below = command.commands.filter((each) => each.name() !== 'help');
  return below.length === 0 ? [command] : below.flatMap(leaves);
};

/** `dlq list` as its words. */
const wordsOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...wordsOf(command.parent), command.name()];

/** Every command that there is; a new one is in these tests by itself. */
const commands = leaves(
  createProgram(
    {
      cwd,
      env: {},
      stdout: { write: () => undefined },
      stderr: { write: () => undefined },
    } as unknown as Parameters<typeof createProgram>[0],
    { exitCode: 0 },
  ),
);

const named = (list: readonly Command[]): [string, Command][] =>
  list.map((command) => [wordsOf(command).join(' '), command]);

const isDocument = (name: string): boolean => /^documents?$/.test(name);

const onDocuments = commands.filter((command) =>
  command.registeredArguments.some((argument) => isDocument(argument.name())),
);

/** Messages to verify may come from files as well. */
const worksOnBroker = (command: Command): boolean =>
  command.options.some(({ long }) => long === '--from') && command.name() !== 'verify';

/** Arguments that a command can run with, with one document. */
const args = (command: Command, document: string): string[] => [
  ...wordsOf(command),
  ...command.options.flatMap(({ mandatory, long }) => (mandatory ? [long!, 'one'] : [])),
  ...(worksOnBroker(command) ? ['--from', 'kafka://127.0.0.1:1'] : []),
  ...command.registeredArguments.flatMap((argument) => {
    if (isDocument(argument.name())) return [document];
    if (argument.name() === 'messages') return ['message.json'];
    return argument.required ? ['spec/structure'] : [];
  }),
];

/** Ends with 2, says why in a line of its own, and shows no inner works. */
function expectRefusal({ exitCode, stdout, stderr }: CliResult): string {
  const said = stdout + stderr;
  expect(said).not.toMatch(/^ {4}at |bug of its own|undefined|\[object/m);
  expect(said).toMatch(/^(?:error:? |petevents)\S* ?.{8,}$/m);
  expect({ exitCode, said }).toMatchObject({ exitCode: 2 });
  return said;
}

test('all commands are looked at', () => {
  const names = commands.map((command) => command.name());
  expect(names).toEqual(expect.arrayContaining(['generate', 'validate', 'lint', 'explain']));
  expect(onDocuments.length).toBeGreaterThanOrEqual(3);
});

describe.each(named(commands))('petevents %s', (_name, command) => {
  test('an unknown option', async () => {
    const said = expectRefusal(
      await petevents([...args(command, 'asyncapi.yaml'), '--nope'], { cwd }),
    );
    expect(said).toContain("unknown option '--nope'");
  });

  const needed = command.registeredArguments.filter(({ required }) => required);
  test.runIf(needed.length > 0)('an argument that is missing', async () => {
    expect(expectRefusal(await petevents(wordsOf(command), { cwd }))).toMatch(
      /missing required argument|required option/,
    );
  });

  const isOpen = command.registeredArguments.some(({ variadic }) => variadic);
  test.runIf(!isOpen)('an argument too many', async () => {
    const optional = command.registeredArguments
      .filter(({ required }) => !required)
      .map(() => 'one');
    const all = [...args(command, 'asyncapi.yaml'), ...optional, 'more'];
    expect(expectRefusal(await petevents(all, { cwd }))).toContain('too many arguments');
  });

  const valued = command.options.filter(({ required }) => required);
  test.each(valued.map((option) => [option.long!]))('%s without a value', async (flag) => {
    const all = [...args(command, 'asyncapi.yaml'), flag];
    expect(expectRefusal(await petevents(all, { cwd }))).toContain('argument missing');
  });

  const chosen = command.options.filter(({ argChoices }) => argChoices !== undefined);
  test.each(chosen.map((option) => [option.long!, option.argChoices!]))(
    '%s with a value that there is not',
    async (flag, choices) => {
      const all = [...args(command, 'asyncapi.yaml'), `${flag}=nope`];
      expect(expectRefusal(await petevents(all, { cwd }))).toContain(choices[0]);
    },
  );
});

const isRoot = process.getuid?.() === 0;

describe.each(named(onDocuments))('petevents %s: a document that', (_name, command) => {
  test.each([
    ['is missing', 'asyncapi.yml', 'asyncapi.yaml'],
    ['lies in a missing folder', 'nowhere/asyncapi.yaml', 'nowhere/asyncapi.yaml'],
    ['lies below a file', 'asyncapi.yaml/a.yaml', 'asyncapi.yaml/a.yaml'],
    ['is a folder', 'folder', 'Name a file in it.'],
    ['is empty', 'empty.yaml', 'empty'],
    ['is binary', 'binary.yaml', 'binary'],
    ['is no UTF-8', 'latin1.yaml', 'UTF-8'],
    ['is a link in a circle', 'loop.yaml', 'loop.yaml'],
    ['is a pipe', 'pipe.yaml', 'pipe.yaml'],
    ['has an impossible name', 'a'.repeat(5000), 'aaaa'],
    ['has no name', '', 'input/'],
  ])('%s', async (_what, document, words) => {
    const said = expectRefusal(await petevents(args(command, document), { cwd }));
    expect(said).toContain(words);
  });

  test.skipIf(isRoot)('may not be read', async () => {
    const said = expectRefusal(await petevents(args(command, 'secret.yaml'), { cwd }));
    expect(said).toContain('secret.yaml');
  });

  test('is standard input without a byte', async () => {
    const said = expectRefusal(await petevents(args(command, '-'), { cwd, stdin: '' }));
    expect(said).toContain('<stdin>');
  });

  test('says nothing ends with a finding', async () => {
    const { exitCode, stdout, stderr } = await petevents(args(command, 'blank.yaml'), { cwd });
    expect(exitCode).toBeGreaterThan(0);
    expect(stdout + stderr).not.toMatch(/^ {4}at |bug of its own/m);
  });

  test.runIf(command.options.some(({ long }) => long === '--output'))(
    'is fine, but its report cannot be written',
    async () => {
      put('broken.yaml', 'asyncapi: 3.0.0\n');
      for (const file of ['folder', 'asyncapi.yaml/x', '/proc/nowhere/x', '/dev/full']) {
        const all = [...args(command, 'broken.yaml'), '--output', `json=${file}`];
        const said = expectRefusal(await petevents(all, { cwd }));
        expect(said).toContain('give --output');
      }
    },
  );

  /** In a shell of its own, with the command as it is installed. */
  const shell = (words: string, document = 'broken.yaml') => {
    put('broken.yaml', 'asyncapi: 3.0.0\n');
    const line = ['"$0"', '"$1"', ...args(command, document).map((word) => `'${word}'`), words];
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-o', 'pipefail', '-c', line.join(' '), process.execPath, inProject('bin/petevents.js')],
      { cwd, encoding: 'utf8', timeout: 20_000 },
    );
    return { exitCode: status ?? -1, stdout, stderr };
  };

  test('is standard input that is closed', () => {
    const { exitCode, stdout, stderr } = shell('<&-', '-');
    expect(stdout + stderr).not.toMatch(/^ {4}at |bug of its own/m);
    expect(exitCode).toBe(2);
  });

  test('has findings that nobody reads to the end', () => {
    const { exitCode, stderr } = shell('| true');
    expect(stderr).not.toMatch(/^ {4}at |EPIPE/m);
    expect(exitCode).toBe(1);
  });

  test('has findings, on a disk that is full', () => {
    const { exitCode, stderr } = shell('> /dev/full');
    expect(stderr).toMatch(/^petevents: the output could not be written: .*ENOSPC/m);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(exitCode).toBe(2);
  });
});

test.each([
  ['validate', []],
  ['lint', []],
  ['verify', ['slow-message.json', '--message', 'M']],
])('%s comes to an end where a pattern would take for ever', async (command, rest) => {
  const text = `${'a'.repeat(60)}!`;
  const examples = Array.from({ length: 20 }, (_, index) => ({
    payload: { value: `${text}${index}` },
  }));
  const value = { type: 'string', pattern: '^(a+)+$' };
  const payload = { type: 'object', properties: { value } };
  put(
    'slow.json',
    JSON.stringify({
      asyncapi: '3.0.0',
      info: { title: 'Slow', version: '1.0.0' },
      channels: {
        c: { messages: { M: { payload, ...(command === 'verify' ? {} : { examples }) } } },
      },
    }),
  );
  put('slow-message.json', JSON.stringify({ value: text }));
  const start = performance.now();
  const { exitCode, stdout } = await petevents([command, 'slow.json', ...rest], { cwd });
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('It takes too long to match');
});

test('lint comes to an end where a pattern of petevents.yaml, or its groups, would take for ever', async () => {
  const folder = scratch('cli-bad-patterns');
  const nested = `${'('.repeat(3000)}a${')'.repeat(3000)}`;
  const address = `${'p'.repeat(60)}!`;
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Slow', version: '1.0.0' },
    channels: { c: { address, messages: { M: { payload: { type: 'string', pattern: nested } } } } },
  };
  writeFileSync(join(folder, 'asyncapi.json'), JSON.stringify(document));
  writeFileSync(
    join(folder, 'petevents.yaml'),
    `lint:
  custom:
    own/yes: { given: channel, assert: { field: address, matches: '^(p+)+$' } }
    own/no: { given: channel, assert: { field: address, notMatches: '^(p|p)+$' } }
`,
  );
  const { exitCode, stdout } = await petevents(['lint', 'asyncapi.json'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('`address` must match ^(p+)+$. own/yes');
  expect(stdout).toContain('`address` must not match ^(p|p)+$. own/no');
});
