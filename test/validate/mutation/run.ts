// Mutates documents and looks at what validate and lint say of them; a table of what each class gives.
//   npm run test:mutations -- [count] [first seed]
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { table } from '../../../bench/lib/table.js';
import { classes } from './mutate.js';
import { runShare } from './share.js';
import type { Count, Share } from './share.js';

const [count = 10_000, first = 0, step = 0, offset = 0] = process.argv.slice(2).map(Number);
/**
 * Mutations, of all, that may have a finding elsewhere: where the change leaves a document that says
 * something else, the example or the reference that does not fit it any more is found instead.
 */
const MISPLACED = 0.001;

const workers = Math.max(1, Math.min(8, availableParallelism()));

// This file runs from a bundle, which is elsewhere.
process.env['PETEVENTS_CORPUS'] ??= join(process.cwd(), '..', 'shared', 'corpus');

if (step > 0) process.send?.(await runShare(first + offset, first + count, step));
else await runAll();

async function runAll(): Promise<void> {
  const start = performance.now();
  const shares = await Promise.all(Array.from({ length: workers }, (_, index) => child(index)));
  const seconds = (performance.now() - start) / 1000;
  const rows = classes.map((kind) => {
    const all = sum(shares.map(({ counts }) => counts[kind]));
    return [
      kind,
      ...[all.made, all.errors, all.warnings, all.linted, all.misplaced, all.crashes].map(String),
      (all.total / all.made).toFixed(1),
      all.slowest.toFixed(0),
    ];
  });
  const head = [
    'class',
    'made',
    'error',
    'warning only',
    'lint only',
    'misplaced',
    'crashed',
    'mean ms',
    'slowest ms',
  ];
  console.log(table(head, rows));
  console.log(`\n${count} seeds from ${first} in ${seconds.toFixed(0)} s on ${workers} processes`);
  const faults = shares.flatMap((share) => share.faults);
  console.log(faults.slice(0, Number(process.env['FAULTS'] ?? 20)).join('\n'));
  const all = sum(classes.map((kind) => sum(shares.map(({ counts }) => counts[kind]))));
  const isFine = all.crashes === 0 && all.slowest <= 1000 && all.misplaced / all.made <= MISPLACED;
  process.exitCode = isFine ? 0 : 1;
}

/** Runs a share in a process of its own. */
function child(index: number): Promise<Share> {
  return new Promise((resolve, reject) => {
    const args = [process.argv[1] ?? '', ...[count, first, workers, index].map(String)];
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    spawn(process.execPath, args, { stdio: [...stdio] })
      .on('message', (share) => resolve(share as Share))
      .on('error', reject)
      .on('exit', (code) => reject(new Error(`a share ended with ${code ?? 'a signal'}`)));
  });
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((a, b) => ({
    made: a.made + b.made,
    errors: a.errors + b.errors,
    warnings: a.warnings + b.warnings,
    linted: a.linted + b.linted,
    misplaced: a.misplaced + b.misplaced,
    crashes: a.crashes + b.crashes,
    total: a.total + b.total,
    slowest: Math.max(a.slowest, b.slowest),
  }));
}
