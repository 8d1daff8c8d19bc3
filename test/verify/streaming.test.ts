/** The command as a process of its own, with little memory and much to read. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { handlebarsLoader } from '../../.config/handlebars.mjs';
import { inProject, scratch } from '../support/paths.js';

const MEBIBYTE = 1024 * 1024;

/** Records of a block; one of them has a fault. */
const RECORDS = 1000;

let folder: string;

beforeAll(async () => {
  folder = scratch('verify-streaming');
  await build({
    entryPoints: [inProject('src/cli/entry.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    plugins: [handlebarsLoader],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { writeFileSync } from 'node:fs';
import { processIo, run } from './entry.mjs';
process.exitCode = await run(process.argv.slice(2), processIo(process));
writeFileSync('peak', String(process.resourceUsage().maxRSS / 1024));
`,
  );
});

const block = (): Buffer => {
  const uuid = (n: number): string => `018f3a5e-7b1c-7c3e-9d52-${String(n).padStart(12, '0')}`;
  const lines = Array.from({ length: RECORDS }, (_, n) =>
    JSON.stringify({
      adoptionId: uuid(n),
      petId: n === 500 ? 'no uuid' : uuid(n + 1),
      customerId: uuid(n + 2),
      timestamp: '2026-11-21T12:00:00Z',
      note: 'é'.repeat(n % 50),
    }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
};

test('200 MB of NDJSON take 64 MiB of heap', async () => {
  const child = spawn(
    process.execPath,
    [
      ...['--max-old-space-size=64', 'run.mjs', 'verify'],
      ...[inProject('fixtures/petstore/asyncapi.yaml'), '-', '--message', 'PetAdopted'],
    ],
    { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = once(child, 'close');
  const chunk = block();
  const times = Math.ceil((200 * 1_000_000) / chunk.length);
  for (let n = 0; n < times; n++) {
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const [exitCode] = (await ended) as [number];
  const count = (number: number): string => number.toLocaleString('en');
  expect({ exitCode, words }).toEqual({
    exitCode: 1,
    words: [
      `${count(RECORDS * times)} messages: ${count((RECORDS - 1) * times)} valid, ${count(times)} invalid (PetAdopted ${count(RECORDS * times)})`,
      `${count(times - 100)} findings more, not shown (--max-findings)`,
      'by reason:',
      `  ${count(times)}  PetAdopted: payload /petId format`,
      '',
    ].join('\n'),
  });
  expect(Number(readFileSync(join(folder, 'peak'), 'utf8'))).toBeLessThan(200);
  expect(chunk.length * times).toBeGreaterThan(190 * MEBIBYTE);
}, 120_000);
