import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../templates/samples/petstore/src/kernel/log.js';
import { newSecret, PostgresWebhooks, verify } from '../../templates/runtime/webhooks.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import { ownDatabase, rows } from './database.js';
import type { OwnDatabase } from './database.js';

const server = databaseUrlOrFail();

describe.skipIf(server === undefined)('W2: deliveries on PostgreSQL', () => {
  let own: OwnDatabase;
  const answers: { status: number; headers?: Record<string, string> }[] = [];
  const asked: { path: string; id: string; good: boolean }[] = [];
  const secret = newSecret();
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[`webhook-${name}`]);
      const signed = { id: header('id'), timestamp: Number(header('timestamp')), body };
      const signatures = header('signature');
      const good = verify(secret, signed, { signatures, now: new Date() });
      asked.push({ path: request.url ?? '', id: signed.id, good });
      const { status, headers } = answers.shift() ?? { status: 200 };
      response.writeHead(status, headers).end();
    });
  });
  const webhook = randomUUID();
  let webhooks: PostgresWebhooks;

  beforeAll(async () => {
    own = await ownDatabase(server ?? '');
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const insert = 'insert into webhooks (id, url, secret, events) values ($1, $2, $3, $4)';
    await own.db.query(insert, [webhook, `http://127.0.0.1:${port}/hook`, secret, []]);
    const log = createLog('silent');
    webhooks = new PostgresWebhooks({ database: own.db.pg, log, allowPrivate: true });
  });
  afterAll(async () => {
    receiver.close();
    await own.drop();
  });

  interface Row {
    readonly attempts: number;
    readonly answer: string;
    readonly wait: number | null;
    readonly delivered: boolean;
  }
  /** Time passes until it is due, and it is tried. */
  const attempt = async (id: string): Promise<Row | undefined> => {
    await own.db.query(
      'update webhook_deliveries set due_at = clock_timestamp() where id = $1 and due_at is not null',
      [id],
    );
    await webhooks.deliverDue();
    const select = `select attempts, answer, delivered_at is not null as delivered,
        round(extract(epoch from due_at - clock_timestamp()))::integer as wait
      from webhook_deliveries where id = $1`;
    return (await rows<Row>(own.db, select, [id]))[0];
  };
  const enqueue = async (): Promise<string> => {
    const id = randomUUID();
    const insert = 'insert into webhook_deliveries (id, webhook_id, body) values ($1, $2, $3)';
    await own.db.query(insert, [id, webhook, '{"type":"pet.adopted"}']);
    return id;
  };

  test('500, 429 and a redirect are tried again, with the same id and a good signature', async () => {
    answers.push(
      { status: 500 },
      { status: 429, headers: { 'retry-after': '7200' } },
      { status: 301, headers: { location: '/elsewhere' } },
      { status: 204 },
    );
    const id = await enqueue();
    expect(await attempt(id)).toMatchObject({ attempts: 1, answer: '500', wait: 5 });
    expect(await attempt(id)).toMatchObject({ attempts: 2, answer: '429', wait: 7_200 });
    expect(await attempt(id)).toMatchObject({ attempts: 3, answer: '301', wait: 1_800 });
    expect(await attempt(id)).toMatchObject({ attempts: 4, delivered: true, wait: null });
    await attempt(id);
    expect(asked).toEqual(Array.from({ length: 4 }, () => ({ path: '/hook', id, good: true })));
  });

  test('410 ends the subscription, and what waits for it', async () => {
    answers.push({ status: 410 });
    const [one, other] = [await enqueue(), await enqueue()];
    await own.db.query('update webhook_deliveries set due_at = null where id = $1', [other]);
    await attempt(one);
    const select = 'select disabled_at is not null as disabled from webhooks where id = $1';
    expect(await rows(own.db, select, [webhook])).toEqual([{ disabled: true }]);
    const waiting =
      'select count(*)::integer as n from webhook_deliveries where due_at is not null';
    expect(await rows(own.db, waiting)).toEqual([{ n: 0 }]);
  });
});
