// The in-process bus against emittery, publish to handled: one subscriber with an async handler;
// validation on both sides, ids and correlation on. emittery does none of that.
// Each figure comes from processes of its own, so that no case pays for what another one loaded;
// the processes are interleaved, the figures are medians. They count the processor's time, of all
// threads: other work on the machine matters less, and our garbage collection is not for free.
// Measured after a warm-up that lets the compiler finish: this is the speed of a busy process.
//   npm run bench -- bench/bus.ts [rounds] [messages]
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { createClient } from '../fixtures/petstore/expected/index.js';
import type { PetAdopted } from '../fixtures/petstore/expected/index.js';
import { memoryBus } from '../templates/runtime/memory.js';
import type { MemoryBusOptions } from '../templates/runtime/memory.js';
import { median } from './lib/median.js';
import { table } from './lib/table.js';

const adoption: PetAdopted = {
  adoptionId: '7f2c9a52-6c1b-4f0e-9a55-0b5f4f9c1d10',
  petId: '0b0f8f9e-51d5-4a7e-8d0a-2f6d4f7c8a11',
  customerId: 'c2d6a1e4-93b7-4e0d-8f4d-5a6b7c8d9e12',
  timestamp: '2026-03-13T10:00:00Z',
};

/** What is measured: `publish` one message; `settled` resolves when all are handled. */
interface Case {
  readonly publish: () => Promise<unknown>;
  readonly settled: () => Promise<void>;
  readonly handled: () => number;
}

const emittery = async (): Promise<Case> => {
  const { default: Emittery } = await import('emittery');
  const emitter = new Emittery<{ petAdopted: PetAdopted }>();
  let handled = 0;
  emitter.on('petAdopted', async () => {
    handled += 1;
  });
  return {
    publish: () => emitter.emit('petAdopted', adoption),
    settled: () => Promise.resolve(),
    handled: () => handled,
  };
};

/** Node makes every promise dearer once a process uses AsyncLocalStorage, as ours does. */
const traced = async (): Promise<Case> => {
  new AsyncLocalStorage<string>().run('', () => undefined);
  return emittery();
};

const petevents = async (options: MemoryBusOptions): Promise<Case> => {
  const bus = memoryBus(options);
  const client = createClient(bus);
  let handled = 0;
  await client.subscribe('bench', {
    subscribePetAdopted: async () => {
      handled += 1;
    },
  }).ready;
  return {
    publish: () => client.publishPetAdopted(adoption),
    settled: () => bus.settled(),
    handled: () => handled,
  };
};

const cases: Readonly<Record<string, () => Promise<Case>>> = {
  emittery,
  'emittery beside AsyncLocalStorage': traced,
  'memoryBus, payloads shared': () => petevents({ payloads: 'shared' }),
  'memoryBus, payloads copied': () => petevents({}),
};

const warmUp = 200_000;

/** @returns messages a second of processor time */
const measure = async (name: string, atOnce: number, messages: number): Promise<number> => {
  const made = await cases[name]?.();
  if (made === undefined) throw new Error(`there is no case ${name}`);
  const run = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += atOnce) {
      if (atOnce === 1) await made.publish();
      else await Promise.all(Array.from({ length: atOnce }, made.publish));
    }
    await made.settled();
  };
  await run(warmUp);
  const before = made.handled();
  const begin = process.cpuUsage();
  await run(messages);
  const { user, system } = process.cpuUsage(begin);
  const seconds = (user + system) / 1e6;
  if (made.handled() - before !== messages) throw new Error(`${name} did not handle all`);
  return messages / seconds;
};

const inProcess = (name: string, atOnce: number, messages: number): number => {
  const args = [process.argv[1] ?? '', '--case', name, String(atOnce), String(messages)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}: ${stderr}`);
  return Number(stdout);
};

const compare = (rounds: number, messages: number, atOnce: number): void => {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(cases)) {
      rates.set(name, [...(rates.get(name) ?? []), inProcess(name, atOnce, messages)]);
    }
  }
  const base = median(rates.get('emittery') ?? []);
  const rows = [...rates].map(([name, values]) => [
    name,
    Math.round(median(values)).toLocaleString('en'),
    (median(values) / base).toFixed(2),
  ]);
  const how = atOnce === 1 ? 'each awaited' : `${String(atOnce)} at once`;
  console.log(`${table([how, 'messages a CPU second', 'of emittery'], rows)}\n`);
};

const [first, ...rest] = process.argv.slice(2);
if (first === '--case') {
  const [name = '', atOnce, messages] = rest;
  console.log(await measure(name, Number(atOnce), Number(messages)));
} else {
  for (const atOnce of [1, 100]) compare(Number(first ?? 7), Number(rest[0] ?? 100_000), atOnce);
}
