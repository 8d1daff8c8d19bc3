import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import type { AmqpMessage } from '../../../templates/runtime/amqp/client.js';
import { isSuspect, Quarantine } from '../../../templates/runtime/amqp/quarantine.js';
import { Collector } from './support.js';

const counted = (count: number | undefined): AmqpMessage => ({
  content: Buffer.alloc(0),
  fields: { deliveryTag: 1, redelivered: true, exchange: '', routingKey: 'q' },
  properties: { headers: count === undefined ? {} : { 'x-delivery-count': count } },
});

it('suspects what came back more than once', () => {
  expect([undefined, 0, 1, 2, 9].map((count) => isSuspect(counted(count)))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

it.each([
  ['from their end when the count is even', 2, ['fresh', 'c', 'b', 'a', 'old']],
  ['from their start when it is odd', 3, ['fresh', 'a', 'b', 'c', 'old']],
])('lets one through at a time, the least suspicious first, equals %s', async (_, count, order) => {
  const quarantine = new Quarantine();
  const out = new Collector<string>();
  const add = (name: string, times: number): void =>
    quarantine.add(counted(times), () => out.add(name));
  add('old', 7);
  for (const name of ['a', 'b', 'c']) add(name, count);
  add('fresh', 1);
  await out.reach(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(out.items).toEqual(['fresh']);
  for (let n = 2; n <= order.length; n += 1) {
    quarantine.next();
    await out.reach(n);
  }
  expect(out.items).toEqual(order);
  quarantine.next();
  add('later', 2);
  await out.reach(6);
});
