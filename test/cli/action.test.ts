import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inProject, ROOT, scratch } from '../support/paths.js';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Record<string, string> }[];
  };
}

const action = load(readFileSync(inProject('action.yml'), 'utf8')) as Action;
const step = action.runs.steps[0]!;

const PETSTORE = readFileSync(inProject('fixtures/petstore/asyncapi.yaml'), 'utf8');
const BROKEN = PETSTORE.replace('action: send', 'action: sendd');

interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

/** As much of GitHub's API as the action calls. */
class FakeGitHub {
  readonly comments: Comment[] = [];
  readonly tokens: (string | undefined)[] = [];
  isReadOnly = false;
  readonly #server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      this.tokens.push(request.headers.authorization);
      const { status, value } = this.#answer(request.method ?? '', request.url ?? '', body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(method: string, url: string, body: string): { status: number; value: unknown } {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname === '/repos/pets/store/issues/7/comments' && method === 'GET') {
      const from = (Number(searchParams.get('page')) - 1) * 100;
      return { status: 200, value: this.comments.slice(from, from + 100) };
    }
    if (this.isReadOnly) return { status: 403, value: { message: 'not accessible' } };
    const { body: text } = JSON.parse(body) as { body: string };
    if (pathname === '/repos/pets/store/issues/7/comments' && method === 'POST') {
      this.add('github-actions[bot]', text);
      return { status: 201, value: {} };
    }
    const id = /^\/repos\/pets\/store\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    const comment = this.comments.find((one) => String(one.id) === id);
    if (method !== 'PATCH' || comment === undefined) return { status: 404, value: {} };
    comment.body = text;
    return { status: 200, value: {} };
  }

  add(login: string, body: string): void {
    this.comments.push({ id: 1000 + this.comments.length, user: { login }, body });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

let github: FakeGitHub;
let api: string;
let cwd: string;

beforeEach(async () => {
  cwd = scratch('cli-action');
  for (const folder of ['.git', 'node_modules', 'runner', 'pets']) mkdirSync(join(cwd, folder));
  symlinkSync(ROOT, join(cwd, 'node_modules/petevents'));
  writeFileSync(join(cwd, 'runner/event.json'), JSON.stringify({ pull_request: { number: 7 } }));
  writeFileSync(join(cwd, 'asyncapi.yaml'), PETSTORE);
  github = new FakeGitHub();
  api = await github.listen();
});

afterEach(() => github.close());

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the action's step as GitHub does: the shell, the environment, the files. */
async function run(inputs: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const runner = (name: string) => join(cwd, 'runner', name);
  for (const name of ['output', 'summary']) writeFileSync(runner(name), '');
  const value = (expression: string): string => {
    const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)![1]!;
    if (name === 'token') return 'secret-token';
    return inputs[name] ?? action.inputs[name]!.default!;
  };
  const env = {
    PATH: process.env['PATH'],
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_API_URL: api,
    GITHUB_EVENT_PATH: runner('event.json'),
    GITHUB_OUTPUT: runner('output'),
    GITHUB_REPOSITORY: 'pets/store',
    GITHUB_STEP_SUMMARY: runner('summary'),
    GITHUB_WORKSPACE: cwd,
    RUNNER_TEMP: join(cwd, 'runner'),
    ...Object.fromEntries(Object.entries(step.env).map(([key, text]) => [key, value(text)])),
  };
  const { exitCode, stdout } = await new Promise<{ exitCode: number; stdout: string }>(
    (resolve) => {
      const child = execFile('bash', ['-c', step.run], { cwd, env }, (_error, out, err) =>
        resolve({ exitCode: child.exitCode ?? -1, stdout: out + err }),
      );
    },
  );
  const outputs = readFileSync(runner('output'), 'utf8').matchAll(/^(\S+?)<<(\S+)\n(.*)\n\2$/gm);
  return {
    exitCode,
    stdout,
    outputs: Object.fromEntries([...outputs].map(([, name, , text]) => [name, text])),
    summary: readFileSync(runner('summary'), 'utf8'),
  };
}

const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text);

describe('the GitHub action', () => {
  test('no input is pasted into the script', () => {
    expect(action.runs.steps.map((one) => one.run).join()).not.toContain('${{');
    const used = Object.values(step.env).map((text) => text.slice('${{ inputs.'.length, -3));
    expect(used.sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('a valid document passes, and makes no comment', async () => {
    const { exitCode, outputs, summary } = await run({ preset: 'minimal' });
    expect(exitCode).toBe(0);
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort());
    expect(outputs).toMatchObject({ errors: '0', 'sarif-verify': '' });
    expect(summary).toContain('no findings');
    expect(github.comments).toEqual([]);
  });

  test('a fault is annotated, summed up and commented on once; the next run updates it', async () => {
    put('asyncapi.yaml', BROKEN);
    github.add('somebody', '<!-- petevents:action --> mine!');
    for (let i = 0; i < 120; i++) github.add('somebody', `comment ${i}`);
    const first = await run();
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(
      /^::error file=asyncapi\.yaml,line=40,col=13,.*spec\/structure::/m,
    );
    expect(first.stdout.match(/^::error /gm)).toHaveLength(1);
    expect(first.outputs['errors']).toBe('1');
    expect(JSON.parse(readFileSync(first.outputs['sarif']!, 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'spec/structure' }] }],
    });
    expect(first.summary).toContain('asyncapi.yaml:40:13');
    expect(github.comments).toHaveLength(122);
    expect(github.comments.at(-1)!.body).toContain('1 error');
    expect(new Set(github.tokens)).toEqual(new Set(['Bearer secret-token']));

    put('asyncapi.yaml', PETSTORE);
    expect((await run({ preset: 'minimal' })).exitCode).toBe(0);
    expect(github.comments).toHaveLength(122);
    expect(github.comments.at(-1)!.body).toContain('no findings');
    expect(github.comments[0]!.body).toBe('<!-- petevents:action --> mine!');
  });

  test('without the right to write, a note takes the place of the comment', async () => {
    put('asyncapi.yaml', BROKEN);
    github.isReadOnly = true;
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::notice title=petevents::the comment was not written: .*403.*fork/m);
    expect(github.comments).toEqual([]);
  });

  test('a server that is not there fails nothing', async () => {
    put('asyncapi.yaml', BROKEN);
    github.close();
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('::notice title=petevents::the comment was not written');
  });

  test('comment: false asks GitHub for nothing', async () => {
    put('asyncapi.yaml', BROKEN);
    await run({ comment: 'false' });
    expect(github.tokens).toEqual([]);
  });

  test('fail-on moves the bar', async () => {
    put('asyncapi.yaml', BROKEN);
    expect((await run({ 'fail-on': 'never', comment: 'false' })).exitCode).toBe(0);
    put('asyncapi.yaml', PETSTORE);
    const { exitCode, outputs } = await run({ preset: 'strict', 'fail-on': 'info' });
    expect(Number(outputs['warnings']) + Number(outputs['errors'])).toBeGreaterThan(0);
    expect(exitCode).toBe(1);
  });

  test('a check that could not run names no file that there is not', async () => {
    const { exitCode, outputs, summary } = await run({ preset: 'strikt' });
    expect({ exitCode, sarif: outputs['sarif'] }).toEqual({ exitCode: 2, sarif: '' });
    expect(summary).toContain('could not run');
  });

  test('in a folder, paths are those of the repository', async () => {
    put('pets/own.yaml', BROKEN);
    const { stdout } = await run({ 'working-directory': 'pets', documents: 'own.yaml' });
    expect(stdout).toMatch(/^::error file=pets\/own\.yaml,/m);
  });

  test.each([
    ['a command', { documents: '$(touch pwned); `touch pwned`' }],
    ['an option', { documents: '--output=json=pwned' }],
    ['a workflow command', { documents: '::set-output name=errors::0' }],
  ])('%s in an input is a name', async (_what, inputs) => {
    const { exitCode, stdout } = await run(inputs);
    expect(exitCode).toBe(2);
    const unguarded = stdout.replace(/^::stop-commands::(\S+)$[^]*?^::\1::$/gm, '');
    expect(unguarded).not.toMatch(/^::set-output/m);
    expect(() => readFileSync(join(cwd, 'pwned'))).toThrow('ENOENT');
  });

  test.each([
    [{ documents: ' ' }, 'documents is empty'],
    [{ lint: 'yes' }, 'lint is neither true nor false'],
    [{ 'fail-on': 'fatal' }, 'fail-on is none of'],
    [{ version: '1.0.0 && evil' }, 'version is no version'],
    [{ 'comment-key': '-->' }, 'comment-key may have'],
    [{ 'working-directory': 'petz' }, 'working-directory: there is no folder petz'],
  ])('%o is refused', async (inputs, words) => {
    const { exitCode, stdout } = await run(inputs);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(new RegExp(`^::error title=petevents::.*${words}`, 'm'));
    expect(stdout).not.toContain('    at ');
  });
});
