import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

let cwd: string;

beforeEach(() => {
  cwd = scratch('cli-lint-config');
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

const only = (code: string, found: readonly Found[]) => found.filter((each) => each.code === code);

describe('petevents.yaml', () => {
  test('names preset, add-ons and rules, and the documents', async () => {
    put(
      'petevents.yaml',
      `version: 1
documents:
  - document: asyncapi.yaml
lint:
  preset: minimal
  addOns: [docs]
  rules:
    channel/unused: error
    doc/contact: off
`,
    );
    const found = await find();
    expect(only('channel/unused', found)).toMatchObject([{ severity: 'error', at: { line: 8 } }]);
    expect(only('doc/license', found)).toMatchObject([{ severity: 'warning' }]);
    expect(only('doc/contact', found)).toEqual([]);
    expect(only('channel/messages-present', found)).toEqual([]);
  });

  test('flags beat it, also what it says of single places', async () => {
    put(
      'petevents.yaml',
      `lint:
  overrides:
    - paths: [/channels/returns]
      rules: { channel/unused: error }
`,
    );
    expect(only('channel/unused', await find('asyncapi.yaml'))).toMatchObject([
      { severity: 'error' },
    ]);
    expect(
      only('channel/unused', await find('asyncapi.yaml', '--rule', 'channel/unused=info')),
    ).toMatchObject([{ severity: 'info' }]);
  });

  test('overrides hold for files and places, and later ones win', async () => {
    copyFileSync(join(cwd, 'asyncapi.yaml'), join(cwd, 'legacy.yaml'));
    put(
      'petevents.yaml',
      `lint:
  overrides:
    - files: [legacy.yaml]
      rules: { channel/unused: off }
    - paths: ['/channels/adopt*']
      rules: { channel/messages-present: off }
`,
    );
    const found = await find('asyncapi.yaml', 'legacy.yaml');
    expect(only('channel/unused', found).map(({ at }) => at.uri)).toEqual(['asyncapi.yaml']);
    expect(only('channel/messages-present', found).map(({ at }) => at.line)).toEqual([8, 8]);
  });

  test('a document has a preset, add-ons and rules of its own, over those of all', async () => {
    copyFileSync(join(cwd, 'asyncapi.yaml'), join(cwd, 'legacy.yaml'));
    put(
      'petevents.yaml',
      `documents:
  - document: asyncapi.yaml
  - document: legacy.yaml
    out: legacy
    lint:
      preset: minimal
      addOns: [docs]
      rules:
        channel/unused: info
        doc/contact: off
lint:
  rules:
    channel/unused: error
  overrides:
    - paths: [/channels/returns]
      rules: { channel/unused: off }
`,
    );
    copyFileSync(join(cwd, 'asyncapi.yaml'), join(cwd, 'other.yaml'));
    const found = await find('asyncapi.yaml', './legacy.yaml', 'other.yaml');
    const of = (uri: string) => found.filter(({ at }) => at.uri === uri);
    expect(only('channel/unused', of('asyncapi.yaml'))).toEqual([]);
    expect(only('channel/messages-present', of('legacy.yaml'))).toEqual([]);
    expect(only('doc/license', of('legacy.yaml'))).toHaveLength(1);
    expect(only('doc/contact', of('legacy.yaml'))).toEqual([]);
    expect(of('other.yaml').map(({ code }) => code)).toEqual(
      of('asyncapi.yaml').map(({ code }) => code),
    );
    const flagged = await find('legacy.yaml', '--preset', 'recommended');
    expect(only('channel/messages-present', flagged)).toHaveLength(2);
    expect((await petevents(['generate'], { cwd })).exitCode).toBe(0);
  });

  test('sets options of rules', async () => {
    put(
      'petevents.yaml',
      `lint:
  rules:
    channel/address-casing: { severity: info, style: SCREAMING_SNAKE_CASE }
`,
    );
    expect(only('channel/address-casing', await find('asyncapi.yaml'))[0]).toMatchObject({
      severity: 'info',
      message: '`pets` in this address is not SCREAMING_SNAKE_CASE.',
    });
  });

  test.each([
    ['lint: { preset: strikt }', 1, 17, /strikt/],
    ['lint:\n  prest: strict', 2, 3, /prest/],
    ['lint:\n  rules:\n    channel/unsued: off', 3, 5, /There is no rule `channel\/unsued`/],
    ['lint:\n  rules:\n    channel/unused: loud', 3, 21, /loud/],
    ['lint:\n  rules:\n    spec/syntax: off', 3, 5, /The specification demands `spec\/syntax`/],
    ['lint:\n  rules:\n    channel/address-casing: { style: odd }', 3, 38, /odd/],
    ['lint:\n  overrides:\n    - rules: {}', 3, 7, /does not say where it holds/],
    ['lint:\n  custom:\n    a/b: { given: chanel, assert: { field: x } }', 3, 19, /chanel/],
    [
      'lint:\n  custom:\n    a/b: { given: channel, assert: { field: x, matches: "(" } }',
      3,
      57,
      /regular/,
    ],
    [
      'lint:\n  custom:\n    channel/unused: { given: channel, assert: { field: x } }',
      3,
      5,
      /already/,
    ],
    ['documents:\n  - document: a.yaml\n    lint: { prset: strict }', 3, 13, /prset/],
    ['documents:\n  - lint: { rules: { channel/unsued: off } }', 2, 22, /channel\/unsued/],
    ['documents:\n  - lint: { custom: {} }', 2, 13, /custom/],
    ['lint:\n  plugins: [nowhere.js]', 2, 13, /cannot be loaded/],
    ['version: 2\nlint: {}', 1, 10, /1/],
    ['lnt: { preset: strict }', 1, 1, /lnt/],
  ])('%j is refused at its place', async (text, line, column, message) => {
    put('petevents.yaml', text);
    const { exitCode, stdout } = await lint('asyncapi.yaml', '--format', 'json');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Found[] };
    expect(exitCode).toBe(2);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'config/invalid', at: { line, column } });
    expect(diagnostics[0]?.message).toMatch(message);
  });

  test('rules of a project are assertions in YAML', async () => {
    put(
      'petevents.yaml',
      `lint:
  preset: minimal
  custom:
    team/owner:
      given: channel
      assert: { field: x-owner, required: true }
      severity: error
    team/address:
      given: /channels/*/address
      assert: { matches: '^shop\\.' }
      message: 'The address "{value}" must begin with shop.'
      help: Ask the platform team.
    team/key:
      given: channel
      assert: { field: '@key', casing: SCREAMING_SNAKE_CASE }
`,
    );
    const found = await find('asyncapi.yaml');
    expect(only('team/owner', found)).toMatchObject([
      { severity: 'error', message: '\`x-owner\` is missing.', at: { line: 6, column: 3 } },
      { severity: 'error', at: { line: 8, column: 3 } },
    ]);
    expect(only('team/key', found)[0]).toMatchObject({
      message: '`adoptions` must be written in SCREAMING_SNAKE_CASE.',
    });
    expect(only('team/address', found)[0]).toMatchObject({
      severity: 'warning',
      message: 'The address "pets.adopted" must begin with shop.',
      help: 'Ask the platform team.',
      at: { line: 7, column: 14 },
    });
  });

  test('rules of a project may be a module', async () => {
    put('petevents.yaml', 'lint: { plugins: [./rules.mjs] }');
    put(
      'rules.mjs',
      `export const rules = [{
  id: 'team/short', purpose: 'Short.', why: 'Short.', remedy: 'Cut it.',
  recommended: 'info', strict: 'info', options: {},
  checks: { channel: (channel, { report }) => report(channel, 'Seen.') },
}];`,
    );
    expect(only('team/short', await find('asyncapi.yaml'))).toMatchObject([
      { severity: 'info', message: 'Seen.', help: 'Cut it.', at: { line: 6 } },
      { at: { line: 8 } },
    ]);
  });

  test('a module that Node takes for CommonJS is told how to be one', () => {
    put('package.json', '{ "type": "commonjs" }');
    put('petevents.yaml', 'lint: { plugins: [./common.js, ./nowhere.mjs] }');
    put('common.js', "import { sep } from 'node:path';\nexport const rules = [];\n");
    // in a process of its own: here vitest loads modules, and takes this one
    const args = [inProject('bin/petevents.js'), 'lint', 'asyncapi.yaml', '--format', 'json'];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as { diagnostics: Found[] }).diagnostics).toMatchObject([
      {
        message: 'This module cannot be loaded: Cannot use import statement outside a module',
        help: 'Call it `.mjs`, or write `"type": "module"` in package.json.',
      },
      { message: expect.stringMatching(/Cannot find .*nowhere\.mjs'?$/) as string },
    ]);
  });

  test.each([
    ['throws', `channel() {\n  throw new Error('no\\nway');\n}`, 'no (line 3)'],
    ['throws what is no error', `channel() { throw 'no way'; }`, 'no way'],
    [
      'reports nothing that there is',
      `channel(view, { report }) {\n  report(undefined, 'x');\n}`,
      /.+ \(line 3\)/,
    ],
  ])('a rule in a module that %s is said to be at fault', async (what, check, reason) => {
    const module = `${what.replaceAll(' ', '-')}.mjs`;
    put('petevents.yaml', `lint: { plugins: [./${module}] }`);
    put(
      module,
      `export const rules = [{ id: 'team/wrong', purpose: 'p', why: 'w', remedy: 'r', options: {},
recommended: 'error', strict: 'error', checks: { ${check} } }];`,
    );
    const { exitCode, stdout, stderr } = await lint('asyncapi.yaml');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const [line = '', ...more] = stderr.trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(line).toContain(`petevents: the rule team/wrong of ${join(cwd, module)} failed: `);
    expect(line).toMatch(reason);
  });

  test('rules of a project are listed and explained', async () => {
    put(
      'petevents.yaml',
      `lint:
  plugins: [./named-rules.mjs]
  custom:
    team/owner:
      given: channel
      assert: { field: x-owner, required: true }
      message: "A channel says \\e[31mwhose it is."
      severity: error
`,
    );
    put(
      'named-rules.mjs', // modules are read once in a process
      `export const rules = [{
  id: 'team/short', purpose: 'Names are short.', why: 'They get long.', remedy: 'Cut it.',
  recommended: 'info', strict: 'info', options: {}, checks: {},
}];`,
    );
    const explain = (id: string) => petevents(['explain', id], { cwd });
    expect(await explain('team/owner')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `# team/owner

A channel says \ufffd[31mwhose it is.

A rule of this project. Its level is \`error\`, whatever the preset.

**Why.** The project has decided it, in petevents.yaml.

**What to do.** See the rule in petevents.yaml.
`,
    });
    expect((await explain('team/short')).stdout).toContain('**Why.** They get long.');
    expect((await explain('team/shot')).stderr).toContain('did you mean team/short?');
    const { stdout } = await petevents(['rules'], { cwd });
    expect(stdout).toMatch(/^team\/owner +error +error +A channel says \ufffd\[31mwhose it is\.$/m);
    expect(stdout).toMatch(/^team\/short +info +info +Names are short\.$/m);
  });

  test('rules are listed and explained also where it is not valid', async () => {
    put('petevents.yaml', 'lint: { prset: strict }');
    expect(await petevents(['explain', 'team/owner'], { cwd })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'petevents.yaml is not valid: petevents lint shows why; its rules are left out\n' +
        'petevents explain: there is no rule or code team/owner; petevents rules lists them\n',
    });
    expect((await petevents(['rules'], { cwd })).exitCode).toBe(0);
    expect(await petevents(['rules', '--config', 'none.yaml'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: 'petevents: there is no file none.yaml; name another --config\n',
    });
  });

  test('generate takes no offence at it', async () => {
    put('petevents.yaml', 'documents: [{ document: asyncapi.yaml }]\nlint: { preset: strict }\n');
    expect((await petevents(['generate'], { cwd })).exitCode).toBe(0);
  });
});

describe('a baseline', () => {
  const args = ['asyncapi.yaml', '--baseline', 'known.json'];

  test('hides what is known, also when lines move, and shows what is new', async () => {
    expect(await lint(...args, '--update-baseline')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/^the baseline knows \d+ findings\n$/) as string,
    });
    const text = readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8');
    put('asyncapi.yaml', `# moved\n\n${text}`);
    expect(await find(...args)).toEqual([]);
    put(
      'asyncapi.yaml',
      text.replace('channels:\n', 'channels:\n  births:\n    address: pets.born\n'),
    );
    expect((await find(...args)).map(({ code, at }) => [code, at.line])).toEqual([
      ['channel/messages-present', 6],
      ['channel/unused', 6],
    ]);
  });

  test('tells what it knows in vain', async () => {
    await lint(...args, '--update-baseline');
    const text = readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8');
    put('asyncapi.yaml', text.replace(/ {2}returns:\n.*\n/, ''));
    const found = await find(...args);
    expect(only('ignore/unused', found)).toMatchObject([
      {
        at: { uri: 'known.json' },
        message: expect.stringContaining('channel/messages-present') as string,
      },
      { at: { uri: 'known.json' }, message: expect.stringContaining('channel/unused') as string },
    ]);
  });

  test('says nothing of what it knows of a document that is not valid', async () => {
    await lint(...args, '--update-baseline');
    const text = readFileSync(join(cwd, 'asyncapi.yaml'), 'utf8');
    put('asyncapi.yaml', text.replace('title:', 'titel:'));
    put('other.yaml', text);
    const found = await find(...args, 'other.yaml');
    expect([...new Set(found.map(({ at }) => at.uri))].sort()).toEqual([
      'asyncapi.yaml',
      'other.yaml',
    ]);
    expect(only('ignore/unused', found)).toEqual([]);
    expect(only('spec/unknown-field', found)).toHaveLength(1);
  });

  test.each([
    [['--baseline', 'none.json'], 'there is no baseline none.json; --update-baseline writes one'],
    [['--baseline', 'asyncapi.yaml'], 'asyncapi.yaml is no baseline; --update-baseline writes one'],
    [['--update-baseline'], '--update-baseline needs a file: --baseline known-findings.json'],
    [['--config', 'none.yaml'], 'there is no file none.yaml; name another --config'],
  ])('%j is refused in one line', async (flags, message) => {
    expect(await lint('asyncapi.yaml', ...flags)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `petevents: ${message}\n`,
    });
  });
});
