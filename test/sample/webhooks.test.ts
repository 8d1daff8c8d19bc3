import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../templates/samples/petstore/src/kernel/app.js';
import { first } from '../../templates/samples/petstore/src/kernel/db.js';
import { createLog } from '../../templates/samples/petstore/src/kernel/log.js';
import { refusalOf } from '../../templates/samples/petstore/src/services/webhooks/address.js';
import { deliverNext } from '../../templates/samples/petstore/src/services/webhooks/deliver.js';
import { fateOf } from '../../templates/samples/petstore/src/services/webhooks/schedule.js';
import {
  newSecret,
  sign,
  verify,
} from '../../templates/samples/petstore/src/services/webhooks/signature.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import { ownDatabase } from './database.js';
import type { OwnDatabase } from './database.js';

const server = databaseUrlOrFail();

describe('W1: signatures of webhooks', () => {
  const now = new Date('2026-03-13T10:00:00Z');
  const message = { id: 'msg_1', timestamp: now.getTime() / 1_000, body: '{"test":1}' };
  const secret = newSecret();
  const signatures = sign(secret, message);

  test('are those of Standard Webhooks', () => {
    const example = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', example)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test('are believed, also among others', () => {
    expect(verify(secret, message, { signatures, now })).toBe(true);
    const several = `v1,bm90IG91cnM= ${signatures} v2,other`;
    expect(verify(secret, message, { signatures: several, now })).toBe(true);
  });

  test.each([
    ['another body', { ...message, body: '{"test":2}' }],
    ['another id', { ...message, id: 'msg_2' }],
    ['another time', { ...message, timestamp: message.timestamp + 1 }],
  ])('do not fit %s', (_, forged) => {
    expect(verify(secret, forged, { signatures, now })).toBe(false);
  });

  test('of another secret, or without their version, are not believed', () => {
    expect(verify(newSecret(), message, { signatures, now })).toBe(false);
    expect(verify(secret, message, { signatures: signatures.slice(3), now })).toBe(false);
    expect(verify(secret, message, { signatures: '', now })).toBe(false);
  });

  test.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])('are good for five minutes, either way: %i s', (seconds, good) => {
    const later = new Date(now.getTime() + seconds * 1_000);
    expect(verify(secret, message, { signatures, now: later })).toBe(good);
  });
});

describe('W2: the schedule of deliveries', () => {
  const now = new Date('2026-03-13T10:00:00Z');
  const minute = 60_000;

  test('is that of Standard Webhooks, and ends', () => {
    const hours = [2, 5, 10, 14, 20, 24].map((count) => ({ wait: count * 60 * minute }));
    const waits = [{ wait: 5_000 }, { wait: 5 * minute }, { wait: 30 * minute }, ...hours];
    const fates = Array.from({ length: 10 }, (_, n) => fateOf({ status: 500 }, n + 1, now));
    expect(fates).toEqual([...waits, 'given-up']);
  });

  test.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [410, 'disabled'],
    [301, { wait: 5_000 }],
    [400, { wait: 5_000 }],
    [503, { wait: 5_000 }],
    [undefined, { wait: 5_000 }],
  ])('%s', (status, fate) => {
    expect(fateOf({ status }, 1, now)).toEqual(fate);
  });

  test.each([
    ['120', 2 * minute],
    ['1', 5_000],
    ['Fri, 13 Mar 2026 10:10:00 GMT', 10 * minute],
    ['Fri, 13 Mar 2020 10:10:00 GMT', 5_000],
    ['31536000', 24 * 60 * minute],
    ['soon', 5_000],
  ])('Retry-After: %s', (retryAfter, wait) => {
    expect(fateOf({ status: 429, retryAfter }, 1, now)).toEqual({ wait });
  });

  test.each([
    'https://127.0.0.1/',
    'https://localhost:8080/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.1.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0.0.0.0/',
  ])('%s is refused in production', async (url) => {
    expect(await refusalOf(url, false)).toBe('this address is not public');
    expect(await refusalOf(url, true)).toBeUndefined();
  });

  test.each([
    ['http://example.com/', 'in production a webhook is an https URL'],
    ['ftp://example.com/', 'a webhook is an http or https URL'],
    ['https://me@example.com/', 'the URL holds a user name'],
    ['no address', 'this is no URL'],
  ])('%s is refused in production', async (url, why) => {
    expect(await refusalOf(url, false)).toBe(why);
  });
});

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
  let app: App;

  beforeAll(async () => {
    own = await ownDatabase(server ?? '');
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const insert = 'insert into webhooks (id, url, secret, events) values ($1, $2, $3, $4)';
    await own.db.query(insert, [webhook, `http://127.0.0.1:${port}/hook`, secret, []]);
    // What deliveries need of it.
    app = { db: own.db, config: own.config, log: createLog('silent') } as unknown as App;
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
    await deliverNext(app);
    const select = `select attempts, answer, delivered_at is not null as delivered,
        round(extract(epoch from due_at - clock_timestamp()))::integer as wait
      from webhook_deliveries where id = $1`;
    return first<Row>(own.db, select, [id]);
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
    expect(await first(own.db, select, [webhook])).toEqual({ disabled: true });
    const waiting =
      'select count(*)::integer as n from webhook_deliveries where due_at is not null';
    expect(await first(own.db, waiting)).toEqual({ n: 0 });
  });
});
