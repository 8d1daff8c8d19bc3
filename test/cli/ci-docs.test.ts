import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/reporters/index.js';
import { petevents } from '../support/cli.js';
import { inProject, scratch } from '../support/paths.js';

const page = readFileSync(inProject('docs/ci.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, text]) => text!,
  );

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const recipes = blocks('yaml').map((text) => load(text)) as {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  readonly asyncapi?: {
    readonly script: readonly string[];
    readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
  };
  readonly repos?: readonly { readonly hooks: readonly { readonly id: string }[] }[];
}[];

/** A project with the Petstore, in which `npx petevents` is ours. */
function project(): string {
  const cwd = scratch('cli-ci-docs');
  mkdirSync(join(cwd, 'bin'));
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${inProject('bin/petevents.js')}" "$@"\n`;
  writeFileSync(join(cwd, 'bin/npx'), npx, { mode: 0o755 });
  copyFileSync(inProject('fixtures/petstore/asyncapi.yaml'), join(cwd, 'asyncapi.yaml'));
  return cwd;
}

const shell = (script: string, cwd: string): Promise<{ exitCode: number; words: string }> =>
  new Promise((resolve) => {
    const path = `${join(cwd, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const child = execFile(
      'sh',
      ['-e', '-c', script],
      { cwd, env: { ...process.env, PATH: path } },
      (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, words: stdout + stderr }),
    );
  });

test('the shell recipes run', async () => {
  const cwd = project();
  const scripts = blocks('sh');
  expect(scripts.length).toBeGreaterThan(3);
  for (const script of scripts) expect(await shell(script, cwd)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(cwd, 'reports/asyncapi.xml'), 'utf8')).toContain('<testsuites');
});

test('the GitLab recipe writes the reports that it names', async () => {
  const cwd = project();
  const job = recipes.find(({ asyncapi }) => asyncapi !== undefined)!.asyncapi!;
  const commands = job.script.filter((line) => line !== 'npm ci').join('\n');
  expect(await shell(commands, cwd)).toMatchObject({ exitCode: 0 });
  const { codequality, junit } = job.artifacts.reports;
  expect(JSON.parse(readFileSync(join(cwd, codequality!), 'utf8'))).toEqual([]);
  expect(readFileSync(join(cwd, junit!), 'utf8')).toContain('no findings');
});

test('the GitHub recipe, the hooks and the tables say what there is', async () => {
  const { inputs } = load(readFileSync(inProject('action.yml'), 'utf8')) as { inputs: object };
  const steps = recipes.flatMap(({ jobs = {} }) => Object.values(jobs).flatMap((job) => job.steps));
  const own = steps.find(({ uses }) => uses?.startsWith('petevents/') === true)!;
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(own.with!)));
  const documented = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...formats, ...Object.keys(inputs)].sort());

  const hooks = load(readFileSync(inProject('.pre-commit-hooks.yaml'), 'utf8')) as {
    readonly id: string;
    readonly entry: string;
    readonly files: string;
  }[];
  const used = recipes.flatMap(({ repos = [] }) => repos.flatMap((repo) => repo.hooks));
  expect(used.map(({ id }) => id)).toEqual(hooks.map(({ id }) => id));
  const cwd = project();
  for (const { entry, files } of hooks) {
    expect('services/pets/asyncapi.yaml').toMatch(new RegExp(files));
    const [, ...args] = entry.split(' ');
    expect((await petevents([...args, 'asyncapi.yaml'], { cwd })).exitCode).toBe(0);
  }
});
