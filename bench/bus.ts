// In-process bus against emittery: node --experimental-strip-types is not there on Node 20, so
//   npx esbuild bench/bus.ts --bundle --platform=node --format=esm --packages=external --outfile=/tmp/bus.mjs && node /tmp/bus.mjs
// Publish-to-handled, one subscriber with an async handler; validation, ids and correlation on.
// emittery does none of that. Rounds are interleaved; figures are medians.
import Emittery from 'emittery';
import { createClient } from '../fixtures/petstore/expected/index.js';
import type { PetAdopted } from '../fixtures/petstore/expected/index.js';
import { memoryBus } from '../templates/runtime/memory.js';
import type { MemoryBusOptions } from '../templates/runtime/memory.js';

const messages = Number(process.argv[2] ?? 50_000);
const rounds = 9;
const window = 100;

const adoption: PetAdopted = {
  adoptionId: '7f2c9a52-6c1b-4f0e-9a55-0b5f4f9c1d10',
  petId: '0b0f8f9e-51d5-4a7e-8d0a-2f6d4f7c8a11',
  customerId: 'c2d6a1e4-93b7-4e0d-8f4d-5a6b7c8d9e12',
  timestamp: '2026-03-13T10:00:00Z',
};

/** Publishes `messages` and resolves when all are handled. */
type Case = (publishAtOnce: number) => Promise<void>;

const inRows = async (atOnce: number, publish: () => Promise<unknown>): Promise<void> => {
  for (let sent = 0; sent < messages; sent += atOnce) {
    if (atOnce === 1) await publish();
    else await Promise.all(Array.from({ length: atOnce }, publish));
  }
};

const emittery = (): Case => {
  const emitter = new Emittery<{ petAdopted: PetAdopted }>();
  let handled = 0;
  emitter.on('petAdopted', async () => {
    handled += 1;
  });
  return async (atOnce) => {
    handled = 0;
    await inRows(atOnce, () => emitter.emit('petAdopted', adoption));
    check(handled);
  };
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
  return async (atOnce) => {
    handled = 0;
    await inRows(atOnce, () => client.publishPetAdopted(adoption));
    await bus.settled();
    check(handled);
  };
};

const check = (handled: number): void => {
  if (handled !== messages) throw new Error(`${handled} of ${messages} were handled`);
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const measure = async (cases: ReadonlyMap<string, Case>, atOnce: number): Promise<void> => {
  const rates = new Map<string, number[]>();
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, run] of cases) {
      const begin = performance.now();
      await run(atOnce);
      const rate = (messages / (performance.now() - begin)) * 1_000;
      if (round >= 0) rates.set(name, [...(rates.get(name) ?? []), rate]);
    }
  }
  const base = median(rates.get('emittery') ?? []);
  console.log(`\n${atOnce === 1 ? 'each awaited' : `${atOnce} at once`}`);
  for (const [name, values] of rates) {
    const rate = median(values);
    console.log(
      `${name.padEnd(40)} ${Math.round(rate).toLocaleString('en').padStart(10)} msg/s ` +
        `${(rate / base).toFixed(2).padStart(6)} x emittery`,
    );
  }
};

const cases = new Map<string, Case>([
  ['emittery', emittery()],
  ['memoryBus, payloads shared', await petevents({ payloads: 'shared' })],
  ['memoryBus, payloads copied', await petevents({})],
  [
    'memoryBus, shared, confirm handled',
    await petevents({ payloads: 'shared', confirm: 'handled' }),
  ],
]);
await measure(cases, 1);
await measure(cases, window);
