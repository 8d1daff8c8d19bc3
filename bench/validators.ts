// Validators on the PetAdopted payload: npm run bench bench/validators.ts
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { Imports } from '../src/emit/imports.js';
import type { JsonSchema, Schema } from '../src/model/model.js';
import { printValidator } from '../src/outputs/validators/index.js';
import { isDateTime } from '../templates/runtime/validation/date-time.js';
import { isUuid } from '../templates/runtime/validation/uuid.js';

const uuid = { type: 'string', format: 'uuid' };
const PET_ADOPTED: JsonSchema = {
  type: 'object',
  required: ['adoptionId', 'petId', 'customerId', 'timestamp'],
  properties: {
    adoptionId: uuid,
    petId: uuid,
    customerId: uuid,
    shelterId: uuid,
    timestamp: { type: 'string', format: 'date-time' },
  },
};

const schemaOf = (json: JsonSchema, index = 0): Schema => ({
  id: `schema${index}`,
  json,
  origin: { uri: '', pointer: '' },
  doc: { tags: [] },
  extensions: {},
  names: { type: `Schema${index}`, value: `schema${index}`, file: `schema-${index}` },
  module: `schemas/schema-${index}`,
});

function print(schema: Schema): string {
  const imports = new Imports(schema.module);
  const names = new Set([schema.names.type, schema.names.value]);
  const code = printValidator(schema, { imports, names, schemaOf: () => schema });
  return [...imports.print(), `export type ${schema.names.type} = unknown;`, code].join('\n');
}

type Test = (value: unknown) => boolean;

async function printed(): Promise<Test> {
  const folder = `test/.tmp/bench-validators-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const code = print(schemaOf(PET_ADOPTED)).replaceAll(
    '../runtime/',
    '../../../templates/runtime/',
  );
  writeFileSync(`${folder}/in.ts`, code);
  await build({
    entryPoints: [`${folder}/in.ts`],
    outfile: `${folder}/out.mjs`,
    bundle: true,
    format: 'esm',
    target: 'node20',
  });
  const module = (await import(pathToFileURL(`${folder}/out.mjs`).href)) as {
    schema0: { is: Test };
  };
  rmSync(folder, { recursive: true });
  return module.schema0.is;
}

const byHand: Test = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pet = value as Record<string, unknown>;
  return (
    isUuid(pet['adoptionId']) &&
    isUuid(pet['petId']) &&
    isUuid(pet['customerId']) &&
    (pet['shelterId'] === undefined || isUuid(pet['shelterId'])) &&
    isDateTime(pet['timestamp'])
  );
};

const ajv = new Ajv({ strict: false });
addFormats.default(ajv, { mode: 'full' });
const candidates: Record<string, Test> = {
  'full Ajv, compiled': ajv.compile(PET_ADOPTED as object),
  'hand-written, same formats': byHand,
  'printed by petevents': await printed(),
};

const asDelivered = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const valid = asDelivered(
  Array.from({ length: 1024 }, (_, i) => ({
    adoptionId: randomUUID(),
    petId: randomUUID(),
    customerId: randomUUID(),
    timestamp: new Date(1.7e12 + i * 1e7).toISOString(),
  })),
);
const wrong = [{ customerId: undefined }, { petId: 'no' }, { timestamp: 'now' }, { adoptionId: 4 }];
const invalid = asDelivered(valid.map((pet, i) => ({ ...pet, ...wrong[i % wrong.length] })));

function rate(test: Test, values: readonly unknown[]): number {
  let count = 0;
  let fitting = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < 100) {
    for (const value of values) if (test(value)) fitting += 1;
    count += values.length;
    elapsed = performance.now() - start;
  }
  if (fitting !== 0 && fitting !== count) throw new Error('validators disagree');
  return (count / elapsed) * 1000;
}

const median = (numbers: number[]): number =>
  numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const rounds = new Map(Object.keys(candidates).map((name) => [name, [[], []] as number[][]]));
for (let round = 0; round < 7; round += 1) {
  for (const [name, test] of Object.entries(candidates)) {
    const rates = [rate(test, valid), rate(test, invalid)];
    if (round > 0) rates.forEach((figure, i) => rounds.get(name)?.[i]?.push(figure));
  }
}
const medians = [...rounds].map(([name, lists]) => [name, ...lists.map(median)] as const);
const [, baseValid = 1, baseInvalid = 1] = medians[0] ?? [];
for (const [name, good = 0, bad = 0] of medians) {
  const show = (figure: number, base: number): string =>
    `${(figure / 1e6).toFixed(2).padStart(8)} M/s ${(figure / baseValid === 0 ? 0 : figure / base).toFixed(2)}x`;
  console.log(
    `${name.padEnd(30)} valid ${show(good, baseValid)}  invalid ${show(bad, baseInvalid)}`,
  );
}

const kinds: readonly JsonSchema[] = [
  uuid,
  { type: 'string', minLength: 1, maxLength: 40 },
  { type: 'integer', minimum: 0 },
  { enum: ['dog', 'cat', 'bird'] },
  { type: 'array', items: { type: 'string' } },
];
const big = Array.from({ length: 1000 }, (_, i) =>
  schemaOf(
    {
      type: 'object',
      required: ['field0', 'field3'],
      properties: Object.fromEntries(
        Array.from({ length: 10 }, (__, k) => [`field${k}`, kinds[k % kinds.length] ?? true]),
      ),
    },
    i,
  ),
);
for (const label of ['cold', 'warm', 'warm']) {
  const start = performance.now();
  const size = big.reduce((sum, schema) => sum + print(schema).length, 0);
  const elapsed = (performance.now() - start).toFixed(0);
  console.log(`print 1,000 schemas of 10 properties, ${label}: ${elapsed} ms, ${size} characters`);
}
