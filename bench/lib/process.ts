import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.js';

/** How whole processes behaved: medians over the runs. */
export interface ProcessFigures {
  readonly milliseconds: number;
  /** Peak resident memory. */
  readonly mebibytes: number;
}

/** One command to measure. */
export interface Candidate {
  readonly name: string;
  /** The arguments of Node; a function where each run has its own. */
  readonly args: readonly string[] | (() => readonly string[]);
}

/** Writes the peak memory of a process to a file when it exits. */
const PROBE = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PETEVENTS_PROBE, String(process.resourceUsage().maxRSS / 1024)));`;

/**
 * Runs `node <args>` for each candidate, interleaved, so that a busy moment of the machine hits
 * all of them.
 */
export function measureProcesses(
  candidates: readonly Candidate[],
  rounds: number,
): Map<string, ProcessFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'petevents-bench-'));
  const probe = join(folder, 'probe.mjs');
  writeFileSync(probe, PROBE);
  const times = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  for (let round = 0; round <= rounds; round++) {
    for (const { name, args } of candidates) {
      const given = argumentsOf(args);
      const start = performance.now();
      run(given);
      const elapsed = performance.now() - start;
      if (round > 0) times.set(name, [...(times.get(name) ?? []), elapsed]);
    }
  }
  for (const { name, args } of candidates) {
    const file = join(folder, 'peak');
    run(['--import', probe, ...argumentsOf(args)], { PETEVENTS_PROBE: file });
    peaks.set(name, Number(readFileSync(file, 'utf8')));
  }
  rmSync(folder, { recursive: true });
  return new Map(
    candidates.map(({ name }) => [
      name,
      { milliseconds: median(times.get(name) ?? []), mebibytes: peaks.get(name) ?? 0 },
    ]),
  );
}

const argumentsOf = (args: Candidate['args']): readonly string[] =>
  typeof args === 'function' ? args() : args;

function run(args: readonly string[], env: Record<string, string> = {}): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
}
