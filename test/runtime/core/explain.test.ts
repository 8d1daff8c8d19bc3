import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { Buses } from './support.js';

const buses = new Buses();
afterEach(() => buses.close());

it('says what is in effect, and whether the document, a call or nobody said so', async () => {
  const client = createClient(buses.make(), { source: 'mail', envelope: 'body' });
  const handlers = { onThing: () => {}, onVisit: () => {} };
  const options = { concurrency: 3, retry: { maxAttempts: 9 } };
  const subscription = client.subscribe('g', handlers, options);
  await subscription.ready;
  const explained = client.explain();
  expect(explained).toMatchObject({ document: 'Contract suite 1.0.0', transport: 'memory' });
  expect(explained.client).toEqual({
    source: { value: 'mail', from: 'call' },
    envelope: { value: 'body', from: 'call' },
  });
  expect(explained.operations['onThing']).toMatchObject({
    address: { value: 'contract.things', from: 'document' },
    deadLetter: { value: '{queue}.dlq', from: 'default' },
    maxAttempts: { value: 3, from: 'document' },
    factor: { value: 2, from: 'default' },
  });
  expect(explained.subscriptions).toMatchObject([
    {
      group: 'g',
      options: {
        concurrency: { value: 3, from: 'call' },
        handlerTimeout: { value: 60_000, from: 'default' },
        order: { value: 'key', from: 'default' },
      },
      retry: {
        onThing: {
          maxAttempts: { value: 9, from: 'call' },
          firstDelay: { value: 20, from: 'document' },
          mode: { value: 'blocking', from: 'default' },
        },
        onVisit: { maxDelay: { value: 60_000, from: 'default' } },
      },
    },
  ]);
  expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
  await subscription.close();
  expect(client.explain().subscriptions).toEqual([]);
});
