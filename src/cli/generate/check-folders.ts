import { join } from 'node:path';
import { MANIFEST } from '../../write/manifest.js';
import { changes } from '../../write/plan.js';
import { EXIT } from '../io.js';
import type { Io } from '../io.js';
import { printable } from '../printable.js';
import type { Prepared } from './prepare.js';

/** `--check`: names every file that is not what the document says. @returns the exit code */
export function checkFolders(prepared: readonly Prepared[], io: Io): number {
  const lines = prepared.flatMap((folder) => linesOf(folder));
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (lines.length === 0) return EXIT.fine;
  io.stderr.write('the output is not what the document says: run petevents generate\n');
  return EXIT.findings;
}

const STALE = { create: 'missing', change: 'stale', keep: '', delete: 'orphaned' } as const;

function linesOf({ name, plan, upToDate }: Prepared): string[] {
  const line = (word: string, path: string): string =>
    `${word.padEnd(8)} ${printable(join(name, path))}`;
  const inTheWay = new Set(plan.obstacles.map(({ path }) => path));
  const lines = [
    ...plan.obstacles.map(({ kind, path }) => line(kind, path)),
    ...changes(plan.actions)
      .filter(({ path }) => !inTheWay.has(path))
      .map(({ kind, path }) => line(STALE[kind], path)),
  ];
  return lines.length === 0 && !upToDate ? [line('stale', MANIFEST)] : lines;
}
