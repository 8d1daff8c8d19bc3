import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { BuiltSample } from './built-sample.js';

export interface FleetOptions {
  readonly sample: BuiltSample;
  readonly transport: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One process of the PetStore. */
export interface Member {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly output: readonly string[];
  readonly errors: readonly string[];
  /** How it ended, once it has. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** The PetStore in several processes, which come and go. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #members: Member[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Starts a part of the system, or all of it. Resolves once it runs. */
  async start(only?: string, env: Readonly<Record<string, string>> = {}): Promise<Member> {
    const member = this.launch(only, env);
    const { child, errors, ended } = member;
    await Promise.race([
      child.stdout && once(child.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`${String(only)} ended: ${errors.join('')}`))),
    ]);
    return member;
  }

  /** Like `start`, and does not wait: it may die before it says that it runs. */
  launch(
    only: string | undefined,
    env: Readonly<Record<string, string>> = {},
    nodeArgs: readonly string[] = [],
  ): Member {
    const { sample, transport, env: common } = this.#options;
    const args = ['--transport', transport, ...(only === undefined ? [] : ['--only', only])];
    const program = `${sample.folder}/build/src/main.js`;
    const quick = { LOG_LEVEL: 'error', RETRY_DELAY: '200', STEP_TIMEOUT: '20000' };
    const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
      cwd: sample.folder,
      env: { PATH: process.env['PATH'], ...quick, ...common, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const ended = once(child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
    }));
    const member = { child, output, errors, ended };
    this.#members.push(member);
    return member;
  }

  async kill({ child, ended }: Member): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }

  /** Tells it to end, so that no broker misses it. */
  async stop({ child, ended }: Member): Promise<void> {
    child.kill('SIGTERM');
    await ended;
  }

  async end(): Promise<void> {
    const running = this.#members.filter(
      ({ child }) => child.exitCode === null && child.signalCode === null,
    );
    await Promise.all(running.map((member) => this.kill(member)));
  }
}

/** A port that was free a moment ago, for a process whose address others are told. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
