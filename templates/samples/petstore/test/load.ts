import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../src/config.js';
import { ada } from '../src/demo/api.js';
import { startPetStore } from '../src/main.js';
import { healthOf } from '../src/services/api/health.js';

// `npm run load -- [--transport …]`: what this machine takes, end to end. See docs/load.md.
const folder = mkdtempSync(join(tmpdir(), 'petstore-load-'));
const defaults = { PORT: '0', LOG_LEVEL: 'silent', CERTIFICATE_TIME: '0', STEP_TIMEOUT: '600000' };
const env = { ...defaults, DATA_FOLDER: join(folder, 'data'), ...process.env };
const [pets, burst] = [Number(process.env['PETS'] ?? 500), Number(process.env['BURST'] ?? 10_000)];
const [clients, warmUp] = [20, 100];

const petstore = await startPetStore(readConfig(process.argv.slice(2), env));
const { app, url = '' } = petstore;

const say = (what: string, text: string): void =>
  void process.stdout.write(`${what.padEnd(12)}${text}\n`);
const seconds = (time: number): string => `${(time / 1_000).toFixed(1)} s`;

/** Comes again, with the same key, when it is told to or the connection breaks: it is done once. */
const post = async (path: string, body: object): Promise<{ readonly petId: string }> => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const options = { method: 'POST', headers, body: JSON.stringify(body) };
  for (;;) {
    const response = await fetch(`${url}/api/${path}`, options).catch(() => undefined);
    if (response?.ok === true) return (await response.json()) as { petId: string };
    if (response !== undefined && response.status < 503) throw new Error(await response.text());
    await setTimeout(Number(response?.headers.get('retry-after') ?? 0.1) * 1_000);
  }
};

/** Calls `work` so many times, by some clients at once. @returns milliseconds of each */
const many = async (count: number, work: (n: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) {
      const startedAt = performance.now();
      await work(next++);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
};

const register = async (count: number) => {
  const ids: string[] = [];
  const times = await many(count, async (n) => {
    const pet = { name: `Pet ${n}`, species: 'dog' };
    ids.push((await post('commands/register-pet', pet)).petId);
  });
  return { ids, times };
};

const order = (ids: readonly string[]): Promise<number[]> =>
  many(ids.length, (n) => post('adoptions', { petId: ids[n], customerId: ada }));

/** Waits until `isOver`, nothing waits anywhere and no adoption is open. @returns the most that waited at once */
const drained = async (isOver = () => true): Promise<number> => {
  const open = `select id from adoptions where status in ('processing', 'compensating') limit 1`;
  for (let most = 0; ;) {
    const over = isOver();
    const { outbox, projections, consumers } = await healthOf(app);
    const messages = consumers.map(({ messages: waiting = 0, inFlight }) => waiting + inFlight);
    const all = [outbox.waiting, ...projections.map(({ lag }) => lag), ...messages];
    const behind = all.reduce((sum, one) => sum + one, 0);
    most = Math.max(most, behind);
    if (over && behind === 0 && (await app.db.query(open)).rows.length === 0) return most;
    await setTimeout(100);
  }
};

/** From the order to the hand-over of the pet, as the saga noted it. */
const adoptionTimes = async (ids: readonly string[]): Promise<number[]> => {
  const select = `select extract(epoch from (state->'steps'->4->>'at')::timestamptz - created_at) * 1000
      as time from adoptions where status = 'completed' and state->'ids'->>'petId' = any($1)`;
  const { rows } = await app.db.query(select, [ids]);
  return (rows as readonly { readonly time: string }[]).map(({ time }) => Number(time));
};

const told = (times: readonly number[], took: number): string => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    `p${part} ${Math.round(sorted[Math.floor((sorted.length * part) / 100)] ?? 0)} ms`;
  const rate = `${Math.round((times.length * 1_000) / took)}/s`;
  return [rate, at(50), at(95), at(99)].map((one) => one.padEnd(14)).join('');
};

/** What stays after a garbage collection, with the bytes of messages, which are not on the heap itself. */
const held: string[] = [];
const weigh = async (adoptions: number): Promise<void> => {
  // Bytes go with the collection after that of their objects.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await setTimeout(100);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const size = ((heapUsed + arrayBuffers) / 1_048_576).toFixed(1);
  held.push(`${size} MB after ${adoptions} adoptions`);
};

say('PetStore', `database ${app.db.kind}   transport ${app.config.transport}   ${pets} pets`);
await order((await register(warmUp)).ids);
await drained();
await weigh(warmUp);

let startedAt = performance.now();
const { ids, times } = await register(pets);
say('registered', told(times, performance.now() - startedAt));
await drained();

startedAt = performance.now();
await order(ids);
await drained();
const took = performance.now() - startedAt;
say('adopted', told(await adoptionTimes(ids), took));
await weigh(warmUp + pets);

const more = await register(burst);
await drained();
startedAt = performance.now();
let acceptedAt: number | undefined;
const ordered = order(more.ids).then(() => (acceptedAt = performance.now()));
const most = await drained(() => acceptedAt !== undefined);
const gone = performance.now() - (await ordered);
say('burst', `${burst} adoptions accepted in ${seconds((await ordered) - startedAt)}`);
say('lag', `${most} at most, gone ${seconds(gone)} after the last order`);
await weigh(warmUp + pets + burst);
say('heap', held.join(', '));

await petstore.close();
rmSync(folder, { recursive: true, force: true });
process.exit();
