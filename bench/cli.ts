// Whole processes: start-up, validate, lint and generate, as ratios to bare node in the same run.
//   npm run build && npm run bench -- bench/cli.ts [rounds]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { document as syntheticDocument } from './lib/document.js';
import { measureProcesses } from './lib/process.js';
import type { Candidate } from './lib/process.js';
import { table } from './lib/table.js';

const rounds = Number(process.argv[2] ?? 9);
const folder = mkdtempSync(join(tmpdir(), 'petevents-bench-'));
const cli = 'bin/petevents.js';

const document = (messages: number): string => {
  const path = join(folder, `${messages}.yaml`);
  writeFileSync(path, syntheticDocument(messages));
  return path;
};

/**
 * Each run writes into a folder of its own, as the first run of a user does. What it wrote stays
 * until the end: ext4 without a journal creates files at a tenth of its speed where others were
 * deleted in the last minutes.
 */
const generate = (name: string, path: string): Candidate => {
  const out = join(folder, 'out', name.replaceAll(/\W+/g, '-'));
  let runs = 0;
  return {
    name,
    args: () => [cli, 'generate', path, '--out', join(out, String(runs++))],
  };
};

const sizes = [100, 1000, 3000];
const documents = new Map(sizes.map((size) => [size, document(size)]));
const bare = 'bare node';
const candidates: Candidate[] = [
  { name: bare, args: ['-e', '0'] },
  { name: '--version', args: [cli, '--version'] },
  {
    name: 'validate streetlights (Kafka)',
    args: [cli, 'validate', 'bench/streetlights-kafka.yaml'],
  },
  { name: 'validate PetStore', args: [cli, 'validate', 'fixtures/petstore/asyncapi.yaml'] },
  ...[...documents].map(([size, path]) => ({
    name: `validate ${size} messages`,
    args: [cli, 'validate', path],
  })),
  {
    name: 'lint streetlights (Kafka)',
    args: [cli, 'lint', 'bench/streetlights-kafka.yaml'],
  },
  ...[...documents].map(([size, path]) => ({
    name: `lint ${size} messages`,
    args: [cli, 'lint', path],
  })),
  generate('generate PetStore', 'fixtures/petstore/asyncapi.yaml'),
  ...[...documents].map(([size, path]) => generate(`generate ${size} messages`, path)),
];

const figures = measureProcesses(candidates, rounds);
const base = figures.get(bare)?.milliseconds ?? Number.NaN;
const rows = [...figures].map(([name, { milliseconds, mebibytes }]) => [
  name,
  milliseconds.toFixed(0),
  (milliseconds / base).toFixed(2),
  mebibytes.toFixed(0),
]);
console.log(table(['command', 'ms', 'times bare node', 'peak MiB'], rows));

const cost = (size: number): number =>
  (figures.get(`generate ${size} messages`)?.milliseconds ?? 0) -
  (figures.get('--version')?.milliseconds ?? 0);
const exponent = Math.log(cost(3000) / cost(1000)) / Math.log(3);
console.log(`\ngrowth exponent of generate, 1,000 to 3,000 messages: ${exponent.toFixed(2)}`);
rmSync(folder, { recursive: true });
