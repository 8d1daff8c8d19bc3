import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NonRetryableError } from '../../fixtures/contract/expected/index.js';
import { createOutbox } from '../../templates/runtime/outbox.js';
import type { Outbox, OutboxOptions } from '../../templates/runtime/outbox.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import type { Stand } from '../runtime/outbox/stores.js';
import { Oracle } from './harness/oracle.js';
import { maxBytes, openStand, places, sender } from './harness/places.js';
import { pass, report, rounds, soak } from './harness/schedule.js';
import { startService } from './harness/service.js';
import { stageOn } from './harness/stage.js';
import type { AnyStage } from './harness/stage.js';

const minute = 60_000;
/** RabbitMQ promises no order to handlers that run side by side. */
const unordered = { ...Oracle.clean, disorder: expect.anything() as unknown };

/** Inbox and outbox on brokers: DELIVERY section 6, rows X4, X5 and O2 to O5. */
for (const place of places) {
  describe.runIf(place.available)(`inbox and outbox on ${place.name}`, { timeout: minute }, () => {
    let stand: Stand<never>;
    const stages: AnyStage[] = [];
    const outboxes: Outbox<never>[] = [];
    const stage = (): AnyStage => {
      const one: AnyStage = stageOn(place.makeBus);
      stages.push(one);
      return one;
    };
    const outboxOn = (
      { bus }: AnyStage,
      options: Partial<OutboxOptions<never>> = {},
    ): Outbox<never> => {
      const outbox = createOutbox({ bus, store: stand.store, ...options });
      outboxes.push(outbox);
      return outbox;
    };
    /** Writes rows, a hundred in a transaction. */
    const write = async (
      oracle: Oracle,
      outbox: Outbox<never>,
      keys: readonly string[],
    ): Promise<void> => {
      for (let first = 0; first < keys.length; first += 100) {
        await stand.transaction(async (tx) => {
          const client = sender(outbox, tx);
          for (const key of keys.slice(first, first + 100)) await oracle.publish(client, key);
        });
      }
    };
    const keysOf = (count: number, keys: number): string[] =>
      Array.from({ length: count }, (_, n) => `k${n % keys}`);

    beforeAll(() => place.start(), 2 * minute);
    beforeEach(async () => {
      stand = await openStand();
    });
    afterEach(async () => {
      await Promise.all(outboxes.splice(0).map((outbox) => outbox.close({ drain: 0 })));
      await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
      await stand.close();
    });
    afterAll(() => place.wipe());

    it('X4: one id a hundred times at three consumers of a group has one effect', async () => {
      const oracle = new Oracle();
      const id = `${oracle.run}-once`;
      const thingId = `${oracle.run}/thing`;
      const effects: string[] = [];
      const consumers = [stage(), stage(), stage()];
      for (const { client } of consumers) {
        const subscription = client.subscribe(
          oracle.group,
          { onThing: async (message) => void effects.push(message.id) },
          { inbox: stand.inbox, order: 'none' },
        );
        await subscription.ready;
      }
      const { client } = stage();
      // Keys of their own, so that no partition has all of them.
      const publish = (_: unknown, n: number) =>
        client.publishThing({ thingId, sequence: 0 }, { id, key: `${oracle.run}-${n}` });
      await Promise.all(Array.from({ length: 100 }, publish));
      const counted = (name: 'handled' | 'duplicates'): number[] =>
        consumers.map(({ bus }) => bus.health().counters[name]);
      const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
      await expect
        .poll(() => sum(counted('handled')), { timeout: minute })
        .toBeGreaterThanOrEqual(100);
      expect(effects).toEqual([id]);
      expect(sum(counted('duplicates'))).toBe(sum(counted('handled')) - 1);
      // Several of them had their share.
      expect(counted('handled').filter((count) => count > 0).length).toBeGreaterThan(1);
    });

    it('X5: of what a failing handler publishes nothing leaves the outbox; sent at once it has the same cause', async () => {
      const oracle = new Oracle();
      const one = stage();
      const outbox = outboxOn(one);
      const items: { item: string; causationId: string | undefined }[] = [];
      await one.client.subscribe(`${oracle.group}-items`, {
        onItem: ({ payload, causationId }) => {
          if (payload.item.startsWith(oracle.run)) items.push({ item: payload.item, causationId });
        },
      }).ready;
      const publishThree = async (client: AnyStage['client'], key: string): Promise<void> => {
        for (const n of [1, 2, 3]) {
          const payload = { item: `${oracle.run} ${key} ${n}` };
          await client.publishItem({ type: 'ItemAdded', payload });
        }
      };
      const handler = oracle.handler<unknown>(async ({ key, attempt }, { tx }) => {
        if (key === 'direct') {
          await publishThree(one.client, key);
          if (attempt === 1) throw new Error('once more');
          return;
        }
        const work = async (own: unknown): Promise<void> => {
          await publishThree(sender(outbox, own as never), key);
          if (key === 'fails') throw new NonRetryableError('the business says no');
        };
        // The inbox in memory has no transaction: the outbox in memory brings its own.
        await (tx === undefined ? stand.transaction(work) : work(tx));
      });
      const retry = { firstDelay: 50, mode: 'blocking' } as const;
      await one.client.subscribe(oracle.group, { onThing: handler }, { inbox: stand.inbox, retry })
        .ready;
      outbox.start();
      await oracle.publish(one.client, 'fails');
      await expect.poll(() => one.bus.health().counters.deadLettered, { timeout: minute }).toBe(1);
      const works = await oracle.publish(one.client, 'works');
      const direct = await oracle.publish(one.client, 'direct');
      await expect.poll(() => items.length, { timeout: minute }).toBe(9);
      await expect.poll(async () => (await outbox.health()).waiting).toBe(0);
      const caused = (key: string): (string | undefined)[] =>
        items.filter(({ item }) => item.includes(key)).map(({ causationId }) => causationId);
      expect(caused('fails')).toEqual([]);
      expect(caused('works')).toEqual(Array(3).fill(works.id));
      expect(caused('direct')).toEqual(Array(6).fill(direct.id));
      expect((await outbox.health()).sent).toBe(3);
    });

    it(
      'O2: two relays share the rows: none twice, keys in order',
      { timeout: soak ? 5 * minute : minute },
      async () => {
        const oracle = new Oracle();
        const consumer = stage();
        const subscribed = consumer.client.subscribe(
          oracle.group,
          { onThing: oracle.handler() },
          { order: 'key' },
        );
        await subscribed.ready;
        const count = rounds(2, 10) * 1_000;
        await write(oracle, outboxOn(stage()), keysOf(count, 50));
        const relays = [1, 2].map(() => outboxOn(stage(), { store: stand.another() }));
        for (const relay of relays) relay.start();
        await oracle.accounted(4 * minute);
        await Promise.all(relays.map((relay) => relay.close()));
        const sent = await Promise.all(relays.map(async (relay) => (await relay.health()).sent));
        expect(sent[0]! + sent[1]!).toBe(count);
        expect(oracle.seen).toHaveLength(count);
        expect(oracle.verdict()).toEqual(Oracle.clean);
        report(`O2 ${place.name}`, { rows: count, first: sent[0]!, second: sent[1]! });
      },
    );

    it('O3: what is rolled back is never sent, and what commits late is not skipped', async () => {
      const oracle = new Oracle();
      const one = stage();
      const seen: string[] = [];
      const handler = oracle.handler(({ key }) => void seen.push(key));
      await one.client.subscribe(oracle.group, { onThing: handler }).ready;
      const outbox = outboxOn(one);
      outbox.start();
      let commit = (): void => undefined;
      let written = (): void => undefined;
      const isWritten = new Promise<void>((resolve) => (written = resolve));
      const late = stand.transaction(async (tx) => {
        await oracle.publish(sender(outbox, tx), 'late');
        const committing = new Promise<void>((resolve) => (commit = resolve));
        written();
        await committing;
      });
      await isWritten;
      const rolledBack = stand.transaction(async (tx) => {
        const { thingId } = { thingId: `${oracle.run}/rolled back` };
        await sender(outbox, tx).publishThing({ thingId, sequence: 0 });
        throw new Error('the business says no');
      });
      await expect(rolledBack).rejects.toThrow('the business says no');
      await write(oracle, outbox, ['early']);
      await expect.poll(() => seen, { timeout: minute }).toEqual(['early']);
      commit();
      await late;
      await oracle.accounted(minute);
      await write(oracle, outbox, ['last']);
      await oracle.accounted(minute);
      expect(seen).toEqual(['early', 'late', 'last']);
      expect(await outbox.health()).toMatchObject({ waiting: 0, parked: 0, sent: 3 });
    });

    it(
      'O4: the broker is away, and a row is poison: all is sent once it is back but that row and its key',
      { timeout: 3 * minute + (soak ? minute : 0) },
      async () => {
        const oracle = new Oracle();
        const one = stage();
        await one.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
        const outbox = outboxOn(one, { maxAttempts: 2 });
        await write(oracle, outbox, ['first']);
        outbox.start();
        await oracle.accounted(minute);
        await place.goAway();
        await stand.transaction(async (tx) => {
          const note = 'x'.repeat(2 * maxBytes);
          const thingId = `${oracle.run}/poison`;
          await sender(outbox, tx).publishThing({ thingId, sequence: 0, note });
          await sender(outbox, tx).publishThing({ thingId, sequence: 1 });
        });
        await write(oracle, outbox, keysOf(200, 20));
        // Time itself is what is tested: nobody gives up however long it takes.
        await pass(soak ? minute : 3_000);
        expect(oracle.handled).toBe(1);
        expect((await outbox.health()).waiting).toBeGreaterThanOrEqual(200);
        const begin = performance.now();
        await place.comeBack();
        const up = performance.now();
        await oracle.accounted(2 * minute);
        const settled = { waiting: 1, parked: 1 };
        await expect.poll(() => outbox.health(), { timeout: minute }).toMatchObject(settled);
        expect(oracle.handled).toBe(201);
        expect(oracle.verdict()).toEqual(unordered);
        report(`O4 ${place.name}`, {
          'broker up after ms': Math.round(up - begin),
          'all sent ms later': Math.round(performance.now() - up),
        });
      },
    );

    it('O5: closed with a thousand rows pending it ends in its time, and loses none', async () => {
      const oracle = new Oracle();
      const consumer = stage();
      await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
      const closing = stage();
      const outbox = outboxOn(closing);
      await write(oracle, outbox, keysOf(1_000, 17));
      outbox.start();
      await oracle.until(() => oracle.handled > 0, minute, 'the first row');
      await outbox.close({ drain: 0 });
      await closing.bus.close({ drain: 1_000 });
      const { sent, waiting } = await outbox.health();
      // What was confirmed too late to be marked is sent again: at least once.
      expect(waiting + sent).toBeGreaterThanOrEqual(1_000);
      expect(waiting).toBeGreaterThan(0);
      expect(closing.log.filter((line) => /ClosedError|the bus is closed/.test(line))).toEqual([]);
      outboxOn(stage()).start();
      await oracle.accounted(minute);
      expect(oracle.verdict()).toEqual(unordered);
      report(`O5 ${place.name}`, { sent, left: waiting });
    });

    it.runIf(databaseUrlOrFail() !== undefined)(
      'O5: a process that is told to stop with a thousand rows pending ends with 0, and loses none',
      async () => {
        const oracle = new Oracle();
        const consumer = stage();
        await consumer.client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
        const outbox = outboxOn(stage());
        await write(oracle, outbox, keysOf(1_000, 17));
        const service = await startService({ ...place.environment(), RELAY: stand.schema ?? '' });
        await oracle.until(() => oracle.handled > 0, minute, 'the first row');
        const begin = performance.now();
        service.signal('SIGTERM');
        expect(await service.ended).toBe(0);
        // The outbox a second for its last confirms, the bus its drain and five.
        expect(performance.now() - begin).toBeLessThan(8_000);
        expect(service.lines).toContain('closed');
        expect(service.lines.filter((line) => line.startsWith('error'))).toEqual([]);
        const { waiting } = await outbox.health();
        expect(waiting).toBeGreaterThan(0);
        outbox.start();
        await oracle.accounted(minute);
        expect(oracle.handled).toBe(1_000);
        expect(oracle.verdict()).toEqual(unordered);
        report(`O5 ${place.name}, SIGTERM`, { left: waiting, doubled: oracle.doubled });
      },
    );
  });
}
