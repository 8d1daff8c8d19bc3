import { createServer } from 'node:http';
import type { LookupAddress } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  fateOf,
  newSecret,
  postWebhook,
  refusalOf,
  sign,
  verify,
} from '../../../templates/runtime/webhooks.js';
import type { AddressRules } from '../../../templates/runtime/webhooks.js';

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
    expect(await refusalOf(url)).toBe('this address is not public');
    expect(await refusalOf(url, { allowPrivate: true })).toBeUndefined();
  });

  test.each([
    ['http://example.com/', 'in production a webhook is an https URL'],
    ['ftp://example.com/', 'a webhook is an http or https URL'],
    ['https://me@example.com/', 'the URL holds a user name'],
    ['no address', 'this is no URL'],
  ])('%s is refused in production', async (url, why) => {
    expect(await refusalOf(url)).toBe(why);
  });
});

describe('W2: where deliveries go', () => {
  const secret = newSecret();
  const webhook = { secret, id: 'msg_1', body: '{"name":"Zoë"}' };
  const asked: { good: boolean; path: string | undefined }[] = [];
  let connections = 0;
  let status = 204;
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[`webhook-${name}`]);
      const signed = { id: header('id'), timestamp: Number(header('timestamp')), body };
      asked.push({
        good: verify(secret, signed, { signatures: header('signature') }),
        path: request.url,
      });
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '7' }).end('long');
    });
  });
  receiver.on('connection', () => (connections += 1));
  let port: number;

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    port = (receiver.address() as AddressInfo).port;
  });
  afterAll(() => {
    receiver.close();
  });

  test('they are signed, and a redirect is an answer', async () => {
    const url = `http://127.0.0.1:${port}/hook`;
    expect(await postWebhook({ ...webhook, url }, { allowPrivate: true })).toMatchObject({
      status: 204,
    });
    status = 301;
    const moved = await postWebhook({ ...webhook, url }, { allowPrivate: true });
    expect(moved).toEqual({ status: 301, retryAfter: '7' });
    expect(asked).toEqual([
      { good: true, path: '/hook' },
      { good: true, path: '/hook' },
    ]);
  });

  test('nobody there, and nobody who answers, is no answer', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const options = { allowPrivate: true, timeout: 50 };
    expect(await postWebhook({ ...webhook, url }, options)).toEqual({ status: undefined });
    await new Promise((resolve) => {
      silent.close(resolve);
      silent.closeAllConnections();
    });
    expect(await postWebhook({ ...webhook, url }, options)).toEqual({ status: undefined });
  });

  /** A name server that answers the next one at each question. */
  const answering = (...answers: readonly (readonly string[])[]): AddressRules => {
    let asked = 0;
    return {
      lookup: (_, __, callback) => {
        const addresses = answers[asked] ?? [];
        asked += 1;
        callback(
          null,
          addresses.map((address): LookupAddress => ({ address, family: 4 })),
        );
      },
    };
  };

  test('a name that leads inside once it is registered gets nothing', async () => {
    const url = `https://rebinding.example:${port}/`;
    const names = answering(['93.184.215.14'], ['127.0.0.1']);
    const before = connections;
    expect(await refusalOf(url, names)).toBeUndefined();
    expect(await postWebhook({ ...webhook, url }, names)).toEqual({ status: undefined });
    expect(connections).toBe(before);
  });

  test('what was looked at is what is connected to: the name is asked for once', async () => {
    let questions = 0;
    const url = `https://once.example:${port}/`;
    const timeout = 300;
    await postWebhook(
      { ...webhook, url },
      {
        timeout,
        lookup: (_, __, callback) => {
          questions += 1;
          // A network for documentation: nobody is there.
          callback(null, [{ address: '203.0.113.7', family: 4 }]);
        },
      },
    );
    expect(questions).toBe(1);
  });

  test.each([[['127.0.0.1']], [['93.184.215.14', '10.0.0.1']]])(
    'a name for %j is refused',
    async (addresses) => {
      const url = 'https://inside.example/';
      expect(await refusalOf(url, answering(addresses))).toBe('this address is not public');
    },
  );

  test('a name that nobody knows is refused', async () => {
    expect(await refusalOf('https://nobody.example/', answering([]))).toBe(
      'this host is not known',
    );
  });
});
