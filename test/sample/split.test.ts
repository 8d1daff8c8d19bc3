import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseUrlOrFail, describeAmqp, describeKafka } from '../brokers/available.js';
import { builtSample } from './built-sample.js';

const adoptions = 12;
const databaseUrl = databaseUrlOrFail() ?? '';

/** The PetStore in several processes, which come and go. */
class Fleet {
  readonly #env: Readonly<Record<string, string>>;
  readonly #args: readonly string[];
  readonly #processes: ChildProcess[] = [];

  constructor(transport: string, env: Readonly<Record<string, string>>) {
    this.#args = ['--transport', transport];
    this.#env = { ...env, LOG_LEVEL: 'error', RETRY_DELAY: '200', STEP_TIMEOUT: '20000' };
  }

  /** Starts a part of the system. Resolves with what it says once it runs. */
  async start(only: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      [`${builtSample()}/build/src/main.js`, '--only', only, ...this.#args],
      {
        env: { PATH: process.env['PATH'], ...this.#env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#processes.push(child);
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error(`${only} ended: ${errors.join('')}`)));
    });
    return child;
  }

  kill(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  async end(): Promise<void> {
    for (const child of this.#processes) {
      if (child.exitCode === null && child.signalCode === null) await this.kill(child);
    }
  }
}

const cases = (transport: string, broker: Readonly<Record<string, string>>): void => {
  const schema = `petstore_${randomBytes(6).toString('hex')}`;
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const url = `http://localhost:${port}`;
  const pool = new Pool({ connectionString: databaseUrl, options: `-c search_path=${schema}` });
  let fleet: Fleet;

  beforeAll(async () => {
    builtSample();
    await pool.query(`create schema ${schema}`);
    const DATABASE_URL = `${databaseUrl}?options=-c%20search_path%3D${schema}`;
    fleet = new Fleet(transport, { ...broker, DATABASE_URL, PORT: String(port), API_URL: url });
  });
  afterAll(async () => {
    await fleet.end();
    await pool.query(`drop schema ${schema} cascade`);
    await pool.end();
  });

  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };

  const count = async (select: string): Promise<number> =>
    Number((await pool.query<{ count: string }>(select)).rows[0]?.count);

  test('each adoption ends, and each work is done once, while processes are killed', async () => {
    let pets = await fleet.start('pets,projections');
    await fleet.start('partners,email,shelter,webhooks');
    const workers = await Promise.all([1, 2, 3, 4].map(() => fleet.start('certificates')));
    await fleet.start('api,adoptions');
    const customerId = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';
    for (let n = 0; n < adoptions; n += 1) {
      const { petId = '' } = await post('/api/commands/register-pet', {
        name: `P${n}`,
        species: 'cat',
      });
      await post('/api/adoptions', { petId, customerId });
    }
    if (workers[0] !== undefined) await fleet.kill(workers[0]);
    await fleet.kill(pets);
    pets = await fleet.start('pets,projections');
    const open = `select count(*) from adoptions where status not in ('completed', 'failed')`;
    await expect.poll(() => count(open), { timeout: 90_000, interval: 200 }).toBe(0);
    // A step that nobody answered in time is undone: completed or compensated, never half.
    const completed = await count(`select count(*) from adoptions where status = 'completed'`);
    expect(completed).toBeGreaterThan(0);
    const mails = 'select count(*) from mailbox';
    await expect.poll(() => count(mails), { timeout: 60_000, interval: 200 }).toBe(2 * completed);
    const adopted = `select count(*) from events e join adoptions a on a.id = (e.data->>'adoptionId')::uuid
      where e.type = 'PetAdopted' and a.status = 'completed'`;
    expect(await count(adopted)).toBe(completed);
    expect(await count(`select count(*) from events where type = 'PetAdopted'`)).toBe(completed);
    expect(await count(`select count(*) from certificates where state = 'issued'`)).toBe(completed);
    expect(await count(`select count(*) from partner_work where state = 'done'`)).toBe(
      2 * completed,
    );
  }, 240_000);
};

describe.skipIf(databaseUrl === '')('split: the PetStore in seven processes', () => {
  describeAmqp('over RabbitMQ', (AMQP_URL) => cases('amqp', { AMQP_URL }));
  describeKafka('over Kafka', (brokers) => cases('kafka', { KAFKA_BROKERS: brokers.join(',') }));
});
