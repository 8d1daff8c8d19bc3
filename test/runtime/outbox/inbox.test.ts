import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import type { Client } from '../../../fixtures/contract/expected/index.js';
import { memoryInbox } from '../../../templates/runtime/inbox.js';
import type { Inbox } from '../../../templates/runtime/inbox.js';
import { createOutbox } from '../../../templates/runtime/outbox.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { MemoryBus } from '../../../templates/runtime/memory.js';
import { silent } from '../core/support.js';
import { kinds } from './stores.js';
import type { Stand } from './stores.js';

describe.each(kinds())('inbox in $name', { timeout: 60_000 }, ({ open }) => {
  let stand: Stand<never>;
  let bus: MemoryBus;
  let client: Client<MemoryBus>;
  let inbox: Inbox;
  const retry = { firstDelay: 1, maxAttempts: 3 };
  const thing = { thingId: 'a', sequence: 1 };

  beforeEach(async () => {
    stand = await open();
    inbox = stand.inbox;
    bus = memoryBus({ log: silent, confirm: 'handled' });
    client = createClient(bus);
  });

  afterEach(async () => {
    await bus.close({ drain: 0 });
    await stand.close();
  });

  it('X4: one id a hundred times at three consumers of a group has one effect', async () => {
    let effects = 0;
    for (let consumer = 0; consumer < 3; consumer += 1) {
      await client.subscribe(
        'g',
        {
          onThing: async () => {
            effects += 1;
          },
        },
        { inbox, order: 'none' },
      ).ready;
    }
    const publish = () => client.publishThing(thing, { id: 'one' });
    await Promise.all(Array.from({ length: 100 }, publish));
    expect(effects).toBe(1);
    expect(bus.health().counters).toMatchObject({ handled: 100, duplicates: 99, unidentified: 0 });
  });

  it('another group is another consumer', async () => {
    const seen: string[] = [];
    for (const group of ['one', 'two']) {
      await client.subscribe(group, { onThing: () => void seen.push(group) }, { inbox }).ready;
    }
    await client.publishThing(thing, { id: 'x' });
    await client.publishThing(thing, { id: 'x' });
    expect(seen.sort()).toEqual(['one', 'two']);
  });

  it('a call that failed is not remembered', async () => {
    const attempts: number[] = [];
    await client.subscribe(
      'g',
      {
        onThing: ({ attempt }) => {
          attempts.push(attempt);
          if (attempt === 1) throw new Error('not yet');
        },
      },
      { inbox, retry },
    ).ready;
    await client.publishThing(thing, { id: 'x' });
    await client.publishThing(thing, { id: 'x' });
    expect(attempts).toEqual([1, 2]);
  });

  it('X5: what a failing handler wrote into the outbox never leaves', async () => {
    const outbox = createOutbox({ bus, store: stand.store });
    const out = (tx: unknown) => createClient(outbox.bus(tx as never));
    await client.subscribe(
      'g',
      {
        onThing: async ({ payload, attempt }, { tx }) => {
          const work = async (one: unknown) => {
            for (const sequence of [1, 2, 3]) {
              await out(one).publishItem({ type: 'ItemAdded', payload: { item: `${sequence}` } });
            }
            if (attempt === 1) throw new Error(`no ${payload.thingId}`);
          };
          // The inbox in memory has no transaction: the outbox in memory brings its own.
          await (tx === undefined ? stand.transaction(work) : work(tx));
        },
      },
      { inbox, retry },
    ).ready;
    await client.publishThing(thing, { id: 'x' });
    expect(await outbox.health()).toMatchObject({ waiting: 3 });
    await outbox.close();
  });

  it('a handler whose time is up leaves nothing, however it ends', async () => {
    const attempts: number[] = [];
    let finishLate: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      finishLate = resolve;
    });
    const ended: Promise<unknown>[] = [];
    const watched: Inbox = {
      once: (entry, work) => {
        const run = inbox.once(entry, work);
        ended.push(run.catch(() => undefined));
        return run;
      },
    };
    await client.subscribe(
      'g',
      {
        onThing: async ({ attempt }) => {
          attempts.push(attempt);
          if (attempt === 1) await late;
        },
      },
      { inbox: watched, retry, handlerTimeout: 50 },
    ).ready;
    const published = client.publishThing(thing, { id: 'x' });
    await expect.poll(() => bus.health().counters.retried, { interval: 5 }).toBe(1);
    finishLate();
    await published;
    await Promise.all(ended);
    expect(attempts).toEqual([1, 2]);
  });

  it('a request that comes again gets the reply of the first time', async () => {
    let calls = 0;
    await client.subscribe(
      'g',
      {
        answerQuote: async ({ payload }) => {
          calls += 1;
          return { item: payload.item, price: calls };
        },
      },
      { inbox },
    ).ready;
    const ask = () => client.requestQuote({ item: 'x' }, { id: 'same', timeout: 5_000 });
    expect((await ask()).payload).toEqual({ item: 'x', price: 1 });
    expect((await ask()).payload).toEqual({ item: 'x', price: 1 });
    expect(calls).toBe(1);
  });
});

it('the inbox in memory forgets the oldest', async () => {
  const inbox = memoryInbox({ size: 2 });
  const seen: string[] = [];
  const once = (id: string) =>
    inbox.once({ consumer: 'c', id }, async () => {
      seen.push(id);
    });
  for (const id of ['a', 'b', 'c', 'c', 'a']) await once(id);
  expect(seen).toEqual(['a', 'b', 'c', 'a']);
});
