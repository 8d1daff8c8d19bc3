/** What the command line may touch of the outside world; tests pass their own. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly readStdin: () => Promise<Uint8Array>;
  /** Standard input as it comes, for what may be larger than memory. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Resolves with an exit code when somebody asks a command that goes on for ever to end. */
  readonly untilStopped: () => Promise<number>;
}

export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Exit codes, as documented: fine, findings, could not run. */
export const EXIT = { fine: 0, findings: 1, failed: 2 } as const;

/** Whether to colour what goes to a stream: https://no-color.org, FORCE_COLOR, else terminals only. */
export function useColor(stream: Stream, env: Io['env']): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
