import { run } from '../../src/cli/main.js';
import type { Stream } from '../../src/cli/io.js';

/** What a run of the command line printed, and how it ended. */
export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface CliOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

class Recorder implements Stream {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}

/** Runs petevents in this process, as `bin/petevents.js` does. */
export async function petevents(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const stdout = new Recorder();
  const stderr = new Recorder();
  const exitCode = await run(args, {
    cwd: options.cwd,
    env: options.env ?? {},
    stdout,
    stderr,
    readStdin: async () => Buffer.from(options.stdin ?? ''),
    stdin: () => chunksOf(options.stdin ?? ''),
    untilStopped: () => new Promise(() => undefined),
  });
  return { stdout: stdout.text, stderr: stderr.text, exitCode };
}

async function* chunksOf(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(input);
}
