// petevents beside other tools that check AsyncAPI 3: speed, memory, and seeded faults.
//   mkdir /tmp/tools && npm install --prefix /tmp/tools @redocly/cli @stoplight/spectral-cli @asyncapi/cli
//   npm run build && npm run bench -- bench/compare-tools.ts /tmp/tools [rounds]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../src/diagnostic.js';
import { document as syntheticDocument } from './lib/document.js';
import { faults, seed } from './lib/faults.js';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const installed = resolve(process.argv[2] ?? '/tmp/tools');
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'petevents-compare-'));

/** A finding, as far as it can be compared: its line from 1, and what it says. */
interface Finding {
  readonly line: number;
  readonly says: string;
}

/** What Spectral and the AsyncAPI parser print. */
interface ZeroBased {
  readonly code: string | number;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** What Redocly prints. */
interface Problem {
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly start?: { readonly line: number } }[];
}

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  readonly read: (json: never) => Finding[];
}

/** The program of a package, wherever npm put it: together with the others, or in a folder of its own. */
const program = (name: string, command: string): string =>
  [installed, join(installed, command)]
    .map((root) => join(root, 'node_modules/.bin', command))
    .find((path) => existsSync(path)) ?? `${name} is not installed`;

const fromZero = (list: readonly ZeroBased[]): Finding[] =>
  list.map((one) => ({ line: one.range.start.line + 1, says: `${one.code} ${one.message}` }));

writeFileSync(join(folder, '.spectral.yaml'), 'extends: ["spectral:asyncapi"]\n');

const own = (command: string): Tool => ({
  name: `petevents ${command}`,
  args: [resolve('bin/petevents.js'), command, '--format', 'json'],
  read: ({ diagnostics }: { diagnostics: readonly Diagnostic[] }) =>
    diagnostics.map(({ at, code, message }) => ({
      line: at.line,
      says: `${code} ${message}`,
    })),
});

const tools: Tool[] = [
  own('validate'),
  own('lint'),
  {
    name: '@redocly/cli lint',
    args: [program('@redocly/cli', 'redocly'), 'lint', '--format', 'json'],
    read: ({ problems }: { problems: readonly Problem[] }) =>
      problems.map(({ location, ruleId, message }) => ({
        line: location[0]?.start?.line ?? 0,
        says: `${ruleId} ${message}`,
      })),
  },
  {
    name: '@stoplight/spectral-cli lint',
    args: [
      ...[program('@stoplight/spectral-cli', 'spectral'), 'lint', '--quiet'],
      ...['-f', 'json', '-r', join(folder, '.spectral.yaml')],
    ],
    read: fromZero,
  },
  {
    name: '@asyncapi/cli validate',
    args: [program('@asyncapi/cli', 'asyncapi'), 'validate', '--diagnostics-format', 'json'],
    read: fromZero,
  },
].filter(({ args }) => existsSync(args[0]!));

interface Run {
  readonly milliseconds: number;
  readonly mebibytes: number;
  readonly findings: readonly Finding[];
}

/** Writes the largest peak of a process that the tool is made of. */
const PROBE = join(folder, 'probe.mjs');
writeFileSync(
  PROBE,
  `import { appendFileSync } from 'node:fs';
process.on('exit', () => appendFileSync(process.env.PETEVENTS_PROBE, Math.round(process.resourceUsage().maxRSS / 1024) + '\\n'));`,
);

function run({ args, read }: Tool, path: string, isProbed = false): Run {
  const peaks = join(folder, 'peaks');
  writeFileSync(peaks, '');
  const start = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...(isProbed ? ['--import', PROBE] : []), ...args, path],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      timeout: 120_000,
      env: { ...process.env, PETEVENTS_PROBE: peaks, REDOCLY_TELEMETRY: 'off', CI: 'true' },
    },
  );
  const milliseconds = performance.now() - start;
  // A document that cannot be parsed makes some tools say so in words only, on standard error.
  const said = stdout.trim() === '' ? stderr : stdout;
  const mebibytes = Math.max(0, ...readFileSync(peaks, 'utf8').split('\n').map(Number));
  return { milliseconds, mebibytes, findings: parse(said, read) };
}

/** The JSON in what a tool prints, which may stand between words. */
function parse(words: string, read: Tool['read']): Finding[] {
  const from = words.search(/^[[{]/m);
  const to = Math.max(words.lastIndexOf(']'), words.lastIndexOf('}'));
  if (from === -1) return words.trim() === '' ? [] : [{ line: 0, says: words.trim() }];
  try {
    return read(JSON.parse(words.slice(from, to + 1)) as never);
  } catch {
    return [{ line: 0, says: words.trim() }]; // no JSON: it says something, but nowhere
  }
}

const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const petstore = readFileSync('fixtures/petstore/asyncapi.yaml', 'utf8');
const documents = {
  'streetlights (Kafka)': put('street.yaml', readFileSync('bench/streetlights-kafka.yaml', 'utf8')),
  PetStore: put('petstore.yaml', petstore),
  '1,000 messages': put('large.yaml', syntheticDocument(1000)),
};

/** Interleaved, so that a busy moment of the machine hits all of them. */
function measureSpeed(): string {
  const times = new Map<string, number[]>();
  const rows = new Map(tools.map(({ name }) => [name, [name]]));
  for (const path of Object.values(documents)) {
    for (let round = 0; round < rounds; round++) {
      for (const tool of tools) {
        const key = tool.name + path;
        times.set(key, [...(times.get(key) ?? []), run(tool, path).milliseconds]);
      }
    }
    for (const tool of tools) {
      const seconds = (median(times.get(tool.name + path) ?? []) / 1000).toFixed(2);
      rows.get(tool.name)!.push(`${seconds} s, ${run(tool, path, true).mebibytes} MiB`);
    }
  }
  return table(['tool', ...Object.keys(documents)], [...rows.values()]);
}

/** Counts what a tool says of a fault more than it says of the sound document. */
function measureFaults(): string {
  const missed = new Map<string, string[]>();
  const rows = tools.map((tool) => {
    const usual = run(tool, put('fault.yaml', petstore)).findings;
    const known = new Set(usual.map(({ says }) => says));
    let [caught, placed, extra] = [0, 0, 0];
    for (const fault of faults) {
      const { text, line } = seed(petstore, fault);
      const { findings } = run(tool, put('fault.yaml', text));
      const added = findings.filter(({ says }) => !known.has(says));
      if (added.length === 0) missed.set(tool.name, [...(missed.get(tool.name) ?? []), fault.name]);
      caught += added.length > 0 ? 1 : 0;
      placed += added.some((finding) => finding.line === line) ? 1 : 0;
      extra += Math.max(0, added.length - 1);
    }
    return [tool.name, `${caught} of ${faults.length}`, `${placed}`, `${extra}`, `${usual.length}`];
  });
  const head = ['tool', 'caught', 'on its line', 'findings too many', 'findings on the sound one'];
  const lists = [...missed].map(([name, list]) => `${name} missed: ${list.join(', ')}`);
  return [table(head, rows), '', ...lists].join('\n');
}

console.log(`Node ${process.version}; ${readdirSync(installed).join(', ')}`);
console.log(measureFaults());
console.log(measureSpeed());
