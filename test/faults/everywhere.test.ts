import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NonRetryableError, createClient } from '../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../templates/runtime/memory.js';
import type { BusOptions } from '../../templates/runtime/types.js';
import { strangerOn } from '../contract/stranger.js';
import { isNewEnough } from './harness/kafka-drivers.js';
import { Oracle } from './harness/oracle.js';
import { startService } from './harness/service.js';
import { report, rounds, soak } from './harness/schedule.js';
import { stageOn } from './harness/stage.js';
import type { AnyStage } from './harness/stage.js';
import { worlds } from './harness/worlds.js';

const minute = 60_000;
/** What goes wrong whatever the transport is: DELIVERY section 6, rows X. */
for (const world of worlds) {
  describe.runIf(world.available)(`faults on ${world.name}`, () => {
    const stages: AnyStage[] = [];
    const stage = (options?: BusOptions): AnyStage => {
      const one: AnyStage = stageOn((log) => world.makeBus({ log, ...options }));
      stages.push(one);
      return one;
    };
    beforeAll(() => world.start());
    afterEach(async () => {
      await Promise.all(stages.splice(0).map(({ bus }) => bus.close({ drain: 0 })));
    });
    afterAll(() => world.wipe());

    it(
      'X1: one of a thousand throws: the others are handled, it is tried and buried as it was',
      { timeout: minute },
      async () => {
        const oracle = new Oracle();
        const { bus, client } = stage();
        const at: number[] = [];
        const handler = oracle.handler(({ key }) => {
          if (key !== 'poison') return;
          at.push(performance.now());
          throw new Error('always');
        });
        const retry = { maxAttempts: 4, firstDelay: 100, maxDelay: 1_000, factor: 2, jitter: 0 };
        const subscription = client.subscribe(
          oracle.group,
          { onThing: handler },
          { retry: { ...retry, mode: 'blocking' } },
        );
        await subscription.ready;
        const sent = await Promise.all(
          Array.from({ length: 1_000 }, (_, n) =>
            oracle.publish(client, n === 500 ? 'poison' : `k${n % 20}`, {
              headers: { tenant: 'ours' },
            }),
          ),
        );
        const poison = sent.find(({ key }) => key === 'poison')!;
        await expect.poll(() => bus.health().counters.deadLettered, { timeout: 30_000 }).toBe(1);
        oracle.bury([poison.id]);
        await oracle.accounted(minute);
        expect(at).toHaveLength(4);
        const waits = at.slice(1).map((time, n) => time - at[n]!);
        for (const [n, wait] of [100, 200, 400].entries()) {
          expect(waits[n]).toBeGreaterThan(wait - 5);
          expect(waits[n]).toBeLessThan(wait * 3 + 1_000);
        }
        expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
        const letters = await subscription.deadLetters.list();
        expect(letters).toHaveLength(1);
        const letter = await subscription.deadLetters.peek(poison.id);
        expect(letter).toMatchObject({
          reason: 'attempts-exhausted',
          message: 'always',
          attempts: 4,
          headers: { tenant: 'ours', 'event-id': poison.id },
        });
        expect(JSON.parse(Buffer.from(letter!.body).toString())).toEqual({
          thingId: `${oracle.run}/poison`,
          sequence: 0,
        });
      },
    );

    it(
      'X2: what is not a message is buried once, byte by byte, and the handler is not called',
      { timeout: 2 * minute },
      async () => {
        const oracle = new Oracle();
        const { bus, client } = stage();
        const calls: unknown[] = [];
        const subscription = client.subscribe(oracle.group, {
          onThing: ({ payload }) => void calls.push(payload.thingId),
        });
        await subscription.ready;
        const deep = 10_000;
        const text = (note: string): string => `{"thingId":"x","sequence":1,"note":${note}}`;
        const big = world.name.startsWith('kafka') ? 900_000 : 10_000_000;
        const hostile: readonly (readonly [string, Uint8Array])[] = [
          ['empty', Buffer.alloc(0)],
          ['cut', Buffer.from('{"thingId":"x","seq')],
          // Whoever replaced the wrong byte would take it.
          ['bad UTF-8', Buffer.from('{"thingId":"\xc3(","sequence":1}', 'latin1')],
          ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
          ['nested deep', Buffer.from(text('['.repeat(deep) + ']'.repeat(deep)))],
          ['large', Buffer.from(text(`[${'1,'.repeat(big / 2)}1]`))],
          ['__proto__', Buffer.from('{"__proto__":{"thingId":"x","sequence":1}}')],
          ['constructor', Buffer.from('{"constructor":{"prototype":{"polluted":1}}}')],
          ['invalid', Buffer.from('{"thingId":7}')],
          ['null', Buffer.from('null')],
          ['NaN', Buffer.from('{"thingId":"x","sequence":NaN}')],
        ];
        const send = strangerOn(bus);
        for (const [, bytes] of hostile) await send(bytes, 'ThingChanged');
        await send(Buffer.from('{}'), 'Dragon');
        await client.publishThing({ thingId: 'fine', sequence: 1 });
        await expect
          .poll(() => bus.health().counters.deadLettered, { timeout: 30_000 })
          .toBe(hostile.length + 1);
        await expect.poll(() => calls).toEqual(['fine']);
        expect(bus.health().counters.retried).toBe(0);
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
        const letters = await subscription.deadLetters.list();
        expect(letters).toHaveLength(hostile.length + 1);
        const bodies = new Set<string>();
        for (const { id } of letters) {
          const letter = await subscription.deadLetters.peek(id);
          bodies.add(Buffer.from(letter!.body).toString('base64'));
        }
        for (const [name, bytes] of hostile) {
          const isThere = bodies.has(Buffer.from(bytes).toString('base64'));
          expect(isThere ? name : `${name} is not there as it was`).toBe(name);
        }
      },
    );

    it(
      'X6: a handler hangs: its slot is free again, it is told, and what it says later is ignored',
      { timeout: minute },
      async () => {
        const oracle = new Oracle();
        const { bus, client } = stage();
        let late = (): void => undefined;
        let told = 0;
        const handler = oracle.handler(({ key, attempt }, { signal }) => {
          if (key !== 'hangs' || attempt > 1) return undefined;
          signal.addEventListener('abort', () => (told += 1));
          return new Promise<void>((resolve) => (late = resolve));
        });
        const options = { concurrency: 1, handlerTimeout: 300 };
        await client.subscribe(oracle.group, { onThing: handler }, options).ready;
        const hangs = await oracle.publish(client, 'hangs');
        await Promise.all(Array.from({ length: 20 }, () => oracle.publish(client, 'k')));
        await oracle.accounted(minute);
        await expect.poll(() => bus.health().counters.handled).toBe(21);
        late();
        await oracle.publish(client, 'after');
        await oracle.accounted(minute);
        await expect.poll(() => bus.health().counters.handled).toBe(22);
        expect(told).toBe(1);
        expect(oracle.calls(hangs.id)).toHaveLength(2);
      },
    );

    it('X8: closes three times, before it connected, in a handler and after a failure', async () => {
      const limit = async (closing: Promise<void>): Promise<void> => {
        const begin = performance.now();
        await closing;
        expect(performance.now() - begin).toBeLessThan(6_000);
      };
      const { bus: unused } = stage();
      const closings = [unused.close(), unused.close(), unused.close()];
      expect(new Set(closings).size).toBe(1);
      await limit(Promise.all(closings).then(() => {}));

      const early = stage();
      const ready = early.client.subscribe('early', { onThing: () => undefined }).ready;
      const outcome = ready.then(
        () => 'ready',
        () => 'refused',
      );
      await limit(early.bus.close({ drain: 1_000 }));
      expect(['ready', 'refused']).toContain(await outcome);

      const oracle = new Oracle();
      const inside = stage();
      let closed = (): void => undefined;
      const done = new Promise<void>((resolve) => (closed = resolve));
      const handler = oracle.handler(async () => {
        // Far longer than the limit: it must not wait for itself.
        await Promise.all([1, 2, 3].map(() => inside.bus.close({ drain: 30_000 })));
        closed();
      });
      await inside.client.subscribe(oracle.group, { onThing: handler }).ready;
      await oracle.publish(inside.client, 'k');
      await limit(done);
      expect(inside.bus.health().status).toBe('closed');

      const failed = stage();
      const refused = failed.client.publishThing({ thingId: '', sequence: 0 });
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
      await limit(failed.bus.close({ drain: 1_000 }));
      expect((await oracle.publish(failed.client, 'k')).outcome).toBe('not-sent');
    });

    it(
      'X13: a thousand keys with failures on the way: order by key, the cap held, none lost',
      { timeout: 3 * minute },
      async () => {
        const oracle = new Oracle();
        const { bus, client } = stage();
        const keys = 1_000;
        const each = rounds(5, 100);
        const failed = new Set<string>();
        let running = 0;
        let most = 0;
        const handler = oracle.handler(async ({ id, sequence }) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          if (sequence % 5 !== 2 || failed.has(id)) return;
          failed.add(id);
          throw new Error('once');
        });
        // Longer than the next of the key takes to arrive: it has to wait for the retry.
        const delay = soak ? 20 : 500;
        const retry = { mode: 'blocking', firstDelay: delay, maxDelay: delay } as const;
        const options = { concurrency: 20, order: 'key', retry } as const;
        await client.subscribe(oracle.group, { onThing: handler }, options).ready;
        const publish = async (key: number): Promise<void> => {
          for (let n = 0; n < each; n += 1) await oracle.publish(client, `k${key}`);
        };
        await Promise.all(Array.from({ length: keys }, (_, key) => publish(key)));
        await oracle.accounted(2 * minute);
        expect(oracle.count('ok')).toBe(keys * each);
        expect(most).toBeLessThanOrEqual(20);
        expect(most).toBeGreaterThan(1);
        expect(failed.size).toBeGreaterThanOrEqual(keys * Math.floor(each / 5));
        expect(oracle.verdict()).toEqual(Oracle.clean);
        report(`X13 ${world.name}`, {
          messages: keys * each,
          retried: bus.health().counters.retried,
        });
      },
    );

    it('X15: what is redriven and fails again is counted, and does not go round', async () => {
      const oracle = new Oracle();
      const { bus, client } = stage();
      const attempts: number[] = [];
      const subscription = client.subscribe(oracle.group, {
        onThing: oracle.handler(({ attempt }) => {
          attempts.push(attempt);
          throw new NonRetryableError('still down');
        }),
      });
      await subscription.ready;
      const { id } = await oracle.publish(client, 'k');
      for (let round = 1; round <= 3; round += 1) {
        await expect.poll(() => bus.health().counters.deadLettered).toBe(round);
        const result = await subscription.deadLetters.redrive();
        expect(result).toEqual({ ids: [id], kept: 0 });
      }
      await expect.poll(() => bus.health().counters.deadLettered).toBe(4);
      expect(attempts).toEqual([1, 1, 1, 1]);
      expect(await subscription.deadLetters.list()).toMatchObject([{ id, redriven: 3 }]);
    });

    it.runIf(world.refuseDeadLetters !== undefined)(
      'X3: dead letters are refused: nothing is settled, health says so, and it heals',
      { timeout: minute },
      async () => {
        const oracle = new Oracle();
        const { bus, client, reaches } = stage();
        const subscription = client.subscribe(oracle.group, {
          onThing: oracle.handler(({ key }) => {
            if (key === 'poison') throw new NonRetryableError('poison');
          }),
        });
        await subscription.ready;
        const allow = await world.refuseDeadLetters?.(oracle.group);
        const poison = await oracle.publish(client, 'poison');
        await reaches('degraded');
        expect(bus.health().counters.deadLettered).toBe(0);
        await Promise.all(Array.from({ length: 20 }, () => oracle.publish(client, 'k')));
        await oracle.until(() => oracle.handled === 20, minute, 'the others');
        await allow?.();
        await reaches('ready');
        await expect.poll(() => bus.health().counters.deadLettered).toBe(1);
        // The handler had its say: only the copy was tried again.
        expect(oracle.calls(poison.id)).toHaveLength(1);
        expect(await subscription.deadLetters.list()).toMatchObject([{ id: poison.id }]);
      },
    );

    it.runIf(world.environment !== undefined)(
      'X7: SIGTERM under load: exit 0 in time, nothing left open, what is left goes to others',
      { timeout: minute + rounds(0, 10) * 20_000 },
      async () => {
        const oracle = new Oracle();
        const { client } = stage();
        for (let round = 0; round < rounds(1, 10); round += 1) {
          // Longer than the second that is left after the drain, shorter than the drain.
          const env = { ...world.environment, GROUP: oracle.group, SLOW: '1200' };
          const service = await startService(env);
          await service.said('ready');
          let done = false;
          const worker = async (n: number): Promise<void> => {
            while (!done && (await oracle.publish(client, `k${n}`)).code !== 'CLOSED');
          };
          const load = Array.from({ length: 20 }, (_, n) => worker(n));
          // It has its whole time still before it.
          await service.said('start');
          const begin = performance.now();
          service.signal('SIGTERM');
          // It ends by itself once no socket and no timer is left.
          expect(await service.ended).toBe(0);
          expect(performance.now() - begin).toBeLessThan(8_000);
          expect(service.lines).toContain('closed');
          done = true;
          await Promise.all(load);
          const ids = (word: string): string[] =>
            service.lines
              .filter((line) => line.startsWith(word))
              .map((line) => line.split(' ')[1]!);
          // Whatever it began it ended: handlers of 1.2 s fit the two seconds of the drain.
          expect(ids('start')).toEqual(expect.arrayContaining(ids('handled')));
          expect(ids('handled')).toHaveLength(ids('start').length);
          // And the bus waited for it: what it gave up is another's, whatever a handler says later.
          expect(ids('counted')).toEqual([String(ids('handled').length)]);
          oracle.found(ids('handled'));
        }
        await client.subscribe(oracle.group, { onThing: oracle.handler() }).ready;
        await oracle.accounted(minute);
        expect(oracle.verdict()).toEqual({ ...Oracle.clean, disorder: expect.anything() });
      },
    );

    it.runIf(world.environment !== undefined)(
      'X8: a service that asked and got its reply closes, and its process ends by itself',
      { timeout: minute },
      async () => {
        const { group } = new Oracle();
        const service = await startService({ ...world.environment, GROUP: group, ASK: 'yes' });
        await service.said('answered cat');
        await service.said('closed');
        expect(await service.ended).toBe(0);
      },
    );

    it.runIf(world.environment !== undefined || world.name === 'memory')(
      'X9: a flood at a slow consumer in a heap of 128 MB: the publisher waits',
      { timeout: 2 * minute },
      async () => {
        const service = await startService({
          ...world.environment,
          NODE_OPTIONS: '--max-old-space-size=128',
          GROUP: new Oracle().group,
          FLOOD: String(soak ? 100_000 : 20_000),
          SLOW: '1',
        });
        const [, , unconfirmed] = (await service.said('flooded')).split(' ').map(Number);
        expect(await service.ended).toBe(0);
        // Two thousand want to publish at once: a thousand may, the others wait.
        expect(unconfirmed).toBeLessThanOrEqual(1_000);
        expect(unconfirmed).toBeGreaterThan(900);
      },
    );

    it('P7: publishes of a saturated window keep their order', { timeout: minute }, async () => {
      const oracle = new Oracle();
      const { client } = stage({ unconfirmed: 10 });
      const options = { order: 'key', concurrency: 1 } as const;
      await client.subscribe(oracle.group, { onThing: oracle.handler() }, options).ready;
      const chained = async (left: number): Promise<void> => {
        // The next one starts in the very moment in which a place becomes free.
        await oracle.publish(client, 'k');
        if (left > 0) await chained(left - 1);
      };
      await Promise.all(Array.from({ length: 40 }, () => chained(20)));
      await oracle.accounted(minute);
      expect(oracle.verdict()).toEqual(Oracle.clean);
    });
  });
}

if (!isNewEnough) describe.skip('@platformatic/kafka needs Node 22.22', () => undefined);

it('X8: a client may be made twice on one bus, and both end with it', async () => {
  const bus = memoryBus({ log: { debug() {}, info() {}, warn() {}, error() {} } });
  const clients = [createClient(bus), createClient(bus)];
  await bus.close();
  for (const client of clients) {
    await expect(client.publishThing({ thingId: 'a', sequence: 1 })).rejects.toMatchObject({
      code: 'CLOSED',
    });
  }
});
