import { expect, it } from 'vitest';
import { NonRetryableError } from '../../../fixtures/contract/expected/index.js';
import type { Stage } from '../world.js';

/** Requests and their replies. */
export const describeRequests = ({ world, journal, patience }: Stage): void => {
  it('answers a request with what the handler returns', async () => {
    const { client, group } = await world();
    await client.subscribe(group, {
      answerQuote: ({ payload }) => ({ item: payload.item, price: payload.item.length }),
    }).ready;
    const replies = await Promise.all(
      ['cat', 'parrot'].map((item) => client.requestQuote({ item }, { timeout: patience })),
    );
    expect(replies.map(({ type, payload }) => ({ type, payload }))).toEqual([
      { type: 'QuoteGiven', payload: { item: 'cat', price: 3 } },
      { type: 'QuoteGiven', payload: { item: 'parrot', price: 6 } },
    ]);
  });

  it('refuses a request that was given up already, and sends nothing', async () => {
    const { client, group } = await world();
    const asked = journal<string>();
    await client.subscribe(group, {
      answerQuote: ({ payload }) => {
        asked.add(payload.item);
        return { item: payload.item, price: 1 };
      },
    }).ready;
    const ask = (item: string, signal?: AbortSignal) =>
      client.requestQuote({ item }, { timeout: patience, ...(signal && { signal }) });
    const refused = { code: 'PUBLISH', outcome: 'not-sent' };
    // The first opens the inbox, which the second finds open.
    await expect(ask('first', AbortSignal.abort())).rejects.toMatchObject(refused);
    await ask('between');
    await expect(ask('second', AbortSignal.abort())).rejects.toMatchObject(refused);
    await ask('last');
    expect(asked.all).toEqual(['between', 'last']);
  });

  it('tells the requester when the responder gives up', async () => {
    const { client, group } = await world();
    await client.subscribe(group, {
      answerQuote: () => {
        throw new NonRetryableError('out of stock');
      },
    }).ready;
    await expect(client.requestQuote({ item: 'x' }, { timeout: patience })).rejects.toMatchObject({
      code: 'REMOTE',
      message: 'out of stock',
    });
  });

  it('sends the reply elsewhere when told to, and does not wait for it', async () => {
    const { client, group, counted } = await world();
    const asked = journal<string>();
    await client.subscribe(group, {
      answerQuote: ({ payload }) => {
        asked.add(payload.item);
        return { item: payload.item, price: 1 };
      },
    }).ready;
    const receipt = await client.requestQuote({ item: 'cat' }, { replyTo: 'nobody' });
    expect(receipt).toMatchObject({ id: expect.any(String) });
    expect(receipt).not.toHaveProperty('payload');
    expect(await asked.atLeast(1)).toEqual(['cat']);
    await counted('handled', 1);
  });

  it('gives up waiting at the time limit: the outcome is unknown', async () => {
    const { client, group } = await world();
    await client.subscribe(group, { answerQuote: () => new Promise<never>(() => {}) }).ready;
    await expect(client.requestQuote({ item: 'x' }, { timeout: 1_500 })).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
      outcome: 'unknown',
    });
  });
};
