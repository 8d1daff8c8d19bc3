import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  InvalidMessageError,
  NonRetryableError,
} from '../../fixtures/contract/expected/index.js';
import type {
  Bus,
  BusOptions,
  Client,
  Receipt,
  Subscription,
} from '../../fixtures/contract/expected/index.js';
import { Journal } from './journal.js';

/** What the suite needs to know of a transport. */
export interface ContractSetup {
  /** A new bus; the suite closes it. `options` must reach the bus. */
  readonly makeBus: (options: BusOptions) => Bus | Promise<Bus>;
  /** Why the suite cannot run here; skips it, but fails it when `CI=true`. */
  readonly unavailable?: string | undefined;
  /** Milliseconds that a delivery may take on this transport. Default 15,000. */
  readonly patience?: number;
}

/** A bus with its client, and a group name that no other test uses. */
interface World {
  readonly bus: Bus;
  readonly client: Client;
  readonly group: string;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The promises of DELIVERY.md that every transport keeps. Run it once a transport. */
export const contractSuite = (name: string, setup: ContractSetup): void => {
  const required = setup.unavailable === undefined || process.env['CI'] === 'true';
  const patience = setup.patience ?? 15_000;

  describe.runIf(required)(`contract: ${name}`, { timeout: patience * 2 }, () => {
    const open: Bus[] = [];

    beforeAll(() => {
      if (setup.unavailable !== undefined) throw new Error(setup.unavailable);
    });

    afterEach(async () => {
      await Promise.all(open.splice(0).map((bus) => bus.close({ drain: 2_000 })));
    });

    const world = async (): Promise<World> => {
      const bus = await setup.makeBus({ log: silent });
      open.push(bus);
      return {
        bus,
        client: createClient(bus, { source: 'suite' }),
        group: `suite-${randomUUID()}`,
      };
    };
    const journal = <Entry>(): Journal<Entry> => new Journal<Entry>(patience);
    const deadLettered = (bus: Bus, count: number): Promise<void> =>
      journal().until(() => bus.health().counters.deadLettered >= count);

    it('publishes, and the handler gets the message with its envelope', async () => {
      const { client, group } = await world();
      const seen = journal<{ payload: unknown; id: string; correlationId: string; key: unknown }>();
      await client.subscribe(group, { onThing: (message) => seen.add(message) }).ready;
      const receipt = await client.publishThing(
        { thingId: 'a', sequence: 1 },
        { correlationId: 'c1' },
      );
      const [message] = await seen.atLeast(1);
      expect(message).toMatchObject({
        type: 'ThingChanged',
        payload: { thingId: 'a', sequence: 1 },
        id: receipt.id,
        key: 'a',
        correlationId: 'c1',
        causationId: undefined,
        attempt: 1,
        redelivered: false,
        replayed: false,
      });
      expect(message).toHaveProperty('timestamp', expect.any(Date));
      expect(receipt.id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    });

    it('refuses an invalid message before it is sent', async () => {
      const { client, group } = await world();
      const seen = journal<string>();
      await client.subscribe(group, { onThing: ({ payload }) => seen.add(payload.thingId) }).ready;
      const refused = client.publishThing({ thingId: '', sequence: 1 });
      await expect(refused).rejects.toMatchObject({ where: 'payload', outcome: 'not-sent' });
      await expect(refused).rejects.toBeInstanceOf(InvalidMessageError);
      await client.publishThing({ thingId: 'good', sequence: 2 });
      expect(await seen.atLeast(1)).toEqual(['good']);
    });

    it('gives each group one copy', async () => {
      const { client, group } = await world();
      const one = journal<number>();
      const two = journal<number>();
      await client.subscribe(`${group}-1`, { onThing: (m) => one.add(m.payload.sequence) }).ready;
      await client.subscribe(`${group}-2`, { onThing: (m) => two.add(m.payload.sequence) }).ready;
      for (let n = 1; n <= 5; n += 1) await client.publishThing({ thingId: 'a', sequence: n });
      expect(await one.atLeast(5)).toEqual([1, 2, 3, 4, 5]);
      expect(await two.atLeast(5)).toEqual([1, 2, 3, 4, 5]);
    });

    it('shares the messages among the members of a group', async () => {
      const first = await world();
      const second = await world();
      const seen = journal<{ member: string; sequence: number }>();
      const join = async ({ client }: World, member: string): Promise<Subscription> => {
        const subscription = client.subscribe(first.group, {
          onThing: ({ payload }) => seen.add({ member, sequence: payload.sequence }),
        });
        await subscription.ready;
        return subscription;
      };
      // On memory a bus is the process: members of a group share one bus.
      const other = first.bus.kind === 'memory' ? first : second;
      await join(first, 'first');
      await join(other, 'second');
      const sent = Array.from({ length: 60 }, (_, n) => n);
      await Promise.all(
        sent.map((n) => first.client.publishThing({ thingId: `thing-${n}`, sequence: n })),
      );
      await seen.until(() => new Set(seen.all.map((e) => e.sequence)).size === 60);
      expect(seen.all).toHaveLength(60);
      expect(new Set(seen.all.map(({ member }) => member)).size).toBe(2);
    });

    it('keeps the order of each key, also through a retry', async () => {
      const { client, group } = await world();
      const seen = journal<{ key: string; sequence: number }>();
      const failed = new Set<string>();
      await client.subscribe(
        group,
        {
          onThing: async ({ payload: { thingId, sequence } }) => {
            await new Promise((resolve) => setImmediate(resolve));
            if (sequence === 3 && !failed.has(thingId)) {
              failed.add(thingId);
              throw new Error('once');
            }
            seen.add({ key: thingId, sequence });
          },
        },
        { order: 'key' },
      ).ready;
      const keys = ['a', 'b', 'c', 'd'];
      for (let n = 1; n <= 10; n += 1) {
        await Promise.all(keys.map((key) => client.publishThing({ thingId: key, sequence: n })));
      }
      const all = await seen.atLeast(40);
      for (const key of keys) {
        const order = all.filter((one) => one.key === key).map(({ sequence }) => sequence);
        expect(order).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }
    });

    it('tries a failed message again, with the next attempt number', async () => {
      const { client, group } = await world();
      const seen = journal<{ id: string; attempt: number }>();
      await client.subscribe(group, {
        onThing: ({ id, attempt }) => {
          seen.add({ id, attempt });
          if (attempt < 3) throw new Error('not yet');
        },
      }).ready;
      const { id } = await client.publishThing({ thingId: 'a', sequence: 1 });
      expect(await seen.atLeast(3)).toEqual([1, 2, 3].map((attempt) => ({ id, attempt })));
    });

    it('moves what keeps failing to the dead letters, and goes on', async () => {
      const { bus, client, group } = await world();
      const seen = journal<string>();
      await client.subscribe(group, {
        onThing: ({ payload }) => {
          seen.add(payload.thingId);
          if (payload.thingId === 'poison') throw new Error('always');
        },
      }).ready;
      await client.publishThing({ thingId: 'poison', sequence: 1 });
      await client.publishThing({ thingId: 'fine', sequence: 2 });
      await seen.until(() => seen.all.includes('fine'));
      await deadLettered(bus, 1);
      expect(seen.all.filter((one) => one === 'poison')).toHaveLength(3);
      expect(bus.health().counters.deadLettered).toBe(1);
    });

    it('does not retry a NonRetryableError', async () => {
      const { bus, client, group } = await world();
      const seen = journal<number>();
      await client.subscribe(group, {
        onThing: ({ attempt }) => {
          seen.add(attempt);
          throw new NonRetryableError('no use');
        },
      }).ready;
      await client.publishThing({ thingId: 'a', sequence: 1 });
      await deadLettered(bus, 1);
      expect(seen.all).toEqual([1]);
    });

    it('dispatches several messages of a channel, and skips what was not asked for', async () => {
      const { bus, client, group } = await world();
      const seen = journal<string>();
      await client.subscribe(group, {
        onItem: {
          ItemAdded: ({ payload }) => seen.add(`added ${payload.item} ${payload.price}`),
          ItemRemoved: ({ payload }) => seen.add(`removed ${payload.item} ${payload.reason}`),
        },
      }).ready;
      await client.publishItem({ type: 'ItemAdded', payload: { item: 'ball', price: 2 } });
      await client.publishItem({ type: 'ItemNoted', payload: 'nobody asked' });
      await client.publishItem({ type: 'ItemRemoved', payload: { item: 'ball', reason: 'sold' } });
      expect([...(await seen.atLeast(2))].sort()).toEqual(['added ball 2', 'removed ball sold']);
      await journal().until(() => bus.health().counters.skipped === 1);
    });

    it('carries address parameters', async () => {
      const { client, group } = await world();
      const seen = journal<unknown>();
      const { ready } = client.subscribe(group, {
        onNotice: ({ params, payload }) => seen.add({ ...params, ...payload }),
      });
      // Kafka lists matching topics at start: these exist from here on.
      const params = [
        { region: 'north', shelter: 'oak' },
        { region: 'south', shelter: 'elm' },
      ] as const;
      await ready;
      for (const one of params) await client.notifyShelter({ text: 'hi' }, { params: one });
      const all = await seen.atLeast(2);
      expect(all).toHaveLength(2);
      for (const one of params) expect(all).toContainEqual({ ...one, text: 'hi' });
      const wrong = { region: 'west', shelter: 'x' } as unknown as (typeof params)[0];
      await expect(client.notifyShelter({ text: 'hi' }, { params: wrong })).rejects.toMatchObject({
        where: 'params',
        issues: [{ path: '/region', keyword: 'enum' }],
      });
    });

    it('carries declared headers in their type, and fills in what it knows', async () => {
      const { client, group } = await world();
      const seen = journal<{ headers: object; id: string }>();
      await client.subscribe(group, { onOrder: (message) => seen.add(message) }).ready;
      const { id } = await client.placeOrder(
        { order: 'o1' },
        { headers: { tenant: 'acme', priority: 7, urgent: false } },
      );
      const [message] = await seen.atLeast(1);
      expect(message?.headers).toEqual({
        tenant: 'acme',
        priority: 7,
        urgent: false,
        'event-id': id,
        schema: 'order/1',
      });
      const missing = { headers: {} } as unknown as Parameters<Client['placeOrder']>[1];
      await expect(client.placeOrder({ order: 'o2' }, missing)).rejects.toMatchObject({
        where: 'headers',
        issues: [{ path: '/tenant', keyword: 'required' }],
      });
    });

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

    it('tells the requester when the responder gives up', async () => {
      const { client, group } = await world();
      await client.subscribe(group, {
        answerQuote: () => {
          throw new NonRetryableError('out of stock');
        },
      }).ready;
      await expect(client.requestQuote({ item: 'x' }, { timeout: patience })).rejects.toMatchObject(
        {
          code: 'REMOTE',
          message: 'out of stock',
        },
      );
    });

    it('carries correlation on and names the cause', async () => {
      const { client, group } = await world();
      const seen = journal<{ causationId: string | undefined; correlationId: string }>();
      const caused: Receipt[] = [];
      await client.subscribe(group, {
        onThing: async ({ payload }) => {
          await new Promise((resolve) => setImmediate(resolve));
          const item = { item: payload.thingId };
          caused.push(await client.publishItem({ type: 'ItemAdded', payload: item }));
        },
        onItem: (message) => seen.add(message),
      }).ready;
      const root = await client.publishThing({ thingId: 'a', sequence: 1 });
      const [message] = await seen.atLeast(1);
      expect(message?.causationId).toBe(root.id);
      expect(message?.correlationId).toBe(root.correlationId);
    });

    it('closes while busy: what runs ends, the rest is not lost', async () => {
      const { client, group, bus } = await world();
      const started = journal<number>();
      const done = journal<number>();
      let go = (): void => {};
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      const busy = client.subscribe(
        group,
        {
          onThing: async ({ payload }) => {
            started.add(payload.sequence);
            await gate;
            done.add(payload.sequence);
          },
        },
        { concurrency: 2, order: 'none' },
      );
      await busy.ready;
      const sent = Array.from({ length: 10 }, (_, n) => n);
      for (const n of sent) await client.publishThing({ thingId: `t${n}`, sequence: n });
      await started.atLeast(2);
      const closing = busy.close();
      go();
      await closing;
      const before = [...done.all];
      expect(before.length).toBeLessThan(sent.length);
      await client.subscribe(group, { onThing: ({ payload }) => done.add(payload.sequence) }).ready;
      await done.until(() => new Set(done.all).size === sent.length);
      // What was settled before the close does not come again.
      for (const n of before) expect(done.all.filter((one) => one === n)).toHaveLength(1);
      await bus.close({ drain: 2_000 });
      await expect(client.publishThing({ thingId: 'a', sequence: 1 })).rejects.toMatchObject({
        code: 'CLOSED',
        outcome: 'not-sent',
      });
    });

    it('closes from inside a handler', async () => {
      const { client, group, bus } = await world();
      const closed = journal<string>();
      await client.subscribe(group, {
        onThing: async () => {
          await bus.close({ drain: 1_000 });
          closed.add(bus.health().status);
        },
      }).ready;
      await client.publishThing({ thingId: 'a', sequence: 1 });
      expect(await closed.atLeast(1)).toEqual(['closed']);
    });
  });
};
