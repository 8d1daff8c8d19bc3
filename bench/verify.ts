// `petevents verify` as a whole process: messages a second, and memory that does not grow.
//   npm run build && npm run bench -- bench/verify.ts [messages] [rounds]
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const messages = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'petevents-bench-'));
const probe = join(folder, 'probe.mjs');
writeFileSync(
  probe,
  `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PETEVENTS_PROBE, JSON.stringify(process.resourceUsage())));`,
);

const uuid = (n: number): string => `018f3a5e-7b1c-7c3e-9d52-${String(n).padStart(12, '0')}`;

const adopted = (n: number, petId = uuid(n + 1)): object => ({
  adoptionId: uuid(n),
  petId,
  customerId: uuid(n + 2),
  shelterId: uuid(n + 3),
  timestamp: '2026-11-21T12:00:00Z',
});

const envelope = (n: number): object => ({
  payload: adopted(n),
  headers: { 'event-type': 'PetAdopted', 'event-id': uuid(n), traceparent: '00-1-2-03' },
  key: uuid(n + 1),
});

/** Writes a file of so many lines, a thousand different ones over and over. */
function file(name: string, count: number, line: (n: number) => object): string {
  const path = join(folder, name);
  const text = Array.from({ length: 1000 }, (_, n) => `${JSON.stringify(line(n))}\n`).join('');
  const handle = openSync(path, 'w');
  for (let n = 0; n < count; n += 1000) writeSync(handle, text);
  closeSync(handle);
  return path;
}

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mebibytes: number;
}

function run(args: readonly string[]): Figures {
  const peak = join(folder, 'usage');
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', probe, 'bin/petevents.js', 'verify', 'fixtures/petstore/asyncapi.yaml', ...args],
    { env: { ...process.env, PETEVENTS_PROBE: peak }, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0 && status !== 1) throw new Error(`ended with ${status}: ${stderr}`);
  const usage = JSON.parse(readFileSync(peak, 'utf8')) as NodeJS.ResourceUsage;
  return {
    seconds,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    mebibytes: usage.maxRSS / 1024,
  };
}

const named = ['--message', 'PetAdopted'];
const candidates = [
  {
    name: 'payloads',
    count: messages,
    args: [file('a.ndjson', messages, (n) => adopted(n)), ...named],
  },
  {
    name: 'a tenth of them',
    count: messages / 10,
    args: [file('b.ndjson', messages / 10, (n) => adopted(n)), ...named],
  },
  {
    name: 'envelopes with headers and key',
    count: messages,
    args: [file('c.ndjson', messages, envelope)],
  },
  {
    name: 'payloads that nothing names',
    count: messages,
    args: [file('d.ndjson', messages, (n) => adopted(n))],
  },
  {
    name: 'payloads, unknown fields too',
    count: messages,
    args: [file('e.ndjson', messages, (n) => adopted(n)), ...named, '--unknown-fields'],
  },
  {
    name: 'payloads, one of 100 wrong',
    count: messages,
    args: [
      file('f.ndjson', messages, (n) => (n % 100 === 0 ? adopted(n, 'x') : adopted(n))),
      ...named,
    ],
  },
];

const found = new Map<string, Figures[]>(candidates.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const { name, args } of candidates) found.get(name)?.push(run(args));
rmSync(folder, { recursive: true });

const rows = candidates.map(({ name, count }) => {
  const all = found.get(name) ?? [];
  const rate = (of: (figures: Figures) => number): string =>
    Math.round(count / median(all.map(of))).toLocaleString('en');
  return [
    name,
    count.toLocaleString('en'),
    rate(({ seconds }) => seconds),
    rate(({ cpuSeconds }) => cpuSeconds),
    Math.max(...all.map(({ mebibytes }) => mebibytes)).toFixed(0),
  ];
});
console.log(table(['messages', 'number', 'a second', 'a second of CPU', 'peak MiB'], rows));
