import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What came of a program. */
export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** `null` when a signal ended it, for example at the time limit. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
}

export interface RunOptions {
  /** Milliseconds until the program is killed; 20 seconds unless told. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Flags of node itself: `--disallow-code-generation-from-strings`. */
  readonly nodeArgs?: readonly string[];
}

/**
 * Bundles a TypeScript program with the files that it imports, and runs it in a child process.
 * Packages stay outside of the bundle: the folder must be one from which they can be imported
 * (`scratch` makes such a folder).
 * @param entry relative to the folder: `main.ts`
 */
export async function runModule(
  folder: string,
  entry: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const outfile = join(folder, '.run', entry.replace(/\.[cm]?ts$/, '.mjs'));
  await build({
    entryPoints: [join(folder, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return runNode(['--enable-source-maps', ...(options.nodeArgs ?? []), outfile], folder, options);
}

/** Runs node with these arguments, and waits for its end. */
export function runNode(
  args: readonly string[],
  cwd: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(process.execPath, [...args, ...(options.args ?? [])], {
    cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let [stdout, stderr, timedOut] = ['', '', false];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const limit = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeout ?? 20_000);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(limit);
      resolve({ stdout, stderr, exitCode, timedOut });
    });
  });
}
