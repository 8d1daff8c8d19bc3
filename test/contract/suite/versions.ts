import { expect, it } from 'vitest';
import { attach } from '../../../templates/runtime/client.js';
import { contract, createClient } from '../../../fixtures/contract/expected/index.js';
import type { Bus, Replay } from '../../../fixtures/contract/expected/index.js';
import { addressOfThings, strangerOn } from '../stranger.js';
import type { Stage } from '../world.js';

/** A pure step, as an application writes it. */
const inCents = ({ visit, euros }: { readonly visit: string; readonly euros: number }) => ({
  visit,
  cents: Math.round(euros * 100),
});

const upcasters = { VisitPaid: { 1: inCents } };

const clientOn = (bus: Bus) => createClient(bus, { source: 'suite', upcasters });

/** Old and future versions of messages: DELIVERY section 2, "Chain". */
export const describeVersions = ({ world, journal, deadLetters }: Stage): void => {
  it('X12: an old version is upcast before anybody sees it', async () => {
    const { bus, group } = await world();
    const client = clientOn(bus);
    const seen = journal<{ type: string; payload: object; headers: object; id: string }>();
    await client.subscribe(group, { onVisit: (message) => seen.add(message) }).ready;
    const old = await client.payVisit({ type: 'VisitPaid', payload: { visit: 'a', euros: 1.5 } });
    await client.payVisit({ type: 'VisitPaidV2', payload: { visit: 'b', cents: 99 } });
    const all = await seen.atLeast(2);
    const first = all.find(({ id }) => id === old.id);
    expect(first).toMatchObject({
      type: 'VisitPaidV2',
      payload: { visit: 'a', cents: 150 },
      headers: { 'event-type': 'VisitPaid', version: '2' },
    });
    expect(all.map(({ payload }) => payload)).toContainEqual({ visit: 'b', cents: 99 });
  });

  it('X12: without a step each version has its own handler', async () => {
    const { client, group } = await world();
    const seen = journal<unknown>();
    await client.subscribe(group, {
      onVisit: {
        VisitPaid: ({ payload }) => seen.add(payload.euros),
        VisitPaidV2: ({ payload }) => seen.add(payload.cents),
      },
    }).ready;
    await client.payVisit({ type: 'VisitPaid', payload: { visit: 'a', euros: 1.5 } });
    await client.payVisit({ type: 'VisitPaidV2', payload: { visit: 'b', cents: 99 } });
    expect([...(await seen.atLeast(2))].sort()).toEqual([1.5, 99]);
  });

  it('X12: steps lead from versions that the document knows no more', async () => {
    const { bus, group } = await world();
    const client = createClient(bus, {
      upcasters: {
        Measured: {
          1: (payload) => ({ kelvin: (payload as { k: number }).k }),
          2: (payload) => ({ celsius: (payload as { kelvin: number }).kelvin - 273 }),
        },
      },
    });
    const seen = journal<number>();
    await client.subscribe(group, { onReading: ({ payload }) => seen.add(payload.celsius) }).ready;
    const send = strangerOn(bus, 'onReading');
    await send('{"k":274}', 'Measured', 1);
    await send('{"kelvin":275}', 'Measured', 2);
    await send('{"celsius":3}', 'Measured', 3);
    expect([...(await seen.atLeast(3))].sort()).toEqual([1, 2, 3]);
  });

  it('X12: a version from the future becomes a dead letter, unchanged, and nobody is called', async () => {
    const { bus, client, group, counted } = await world();
    const seen = journal<string>();
    const subscription = client.subscribe(group, {
      onThing: ({ payload }) => seen.add(payload.thingId),
    });
    await subscription.ready;
    // It would fit the schema of today.
    await strangerOn(bus)('{ "thingId":"new", "sequence":1 }', 'ThingChanged', 2);
    await client.publishThing({ thingId: 'good', sequence: 2 });
    expect(await seen.atLeast(1)).toEqual(['good']);
    await counted('deadLettered', 1);
    expect(await subscription.deadLetters.list()).toMatchObject([
      { reason: 'unknown-version', attempts: 0, type: 'ThingChanged' },
    ]);
    const dead = await deadLetters(bus, group, addressOfThings());
    expect(dead.map((body) => Buffer.from(body).toString())).toEqual([
      '{ "thingId":"new", "sequence":1 }',
    ]);
    expect(seen.all).toEqual(['good']);
  });

  it('X12: what fails after its upcast is kept as it came, and upcast again when redriven', async () => {
    const { bus, group, counted } = await world();
    const client = clientOn(bus);
    const seen = journal<string>();
    let broken = true;
    const subscription = client.subscribe(group, {
      onVisit: {
        VisitPaidV2: ({ payload, attempt }) => {
          seen.add(`${payload.cents} ${attempt}`);
          if (broken) throw new Error('the bank is closed');
        },
      },
    });
    await subscription.ready;
    const payload = { visit: 'a', euros: 1.5 };
    const { id } = await client.payVisit({ type: 'VisitPaid', payload });
    await counted('deadLettered', 1);
    const letter = await subscription.deadLetters.peek(id);
    expect(Buffer.from(letter?.body ?? '').toString()).toBe(JSON.stringify(payload));
    expect(letter?.headers).toMatchObject({ version: '1' });
    broken = false;
    await subscription.deadLetters.redrive();
    expect(await seen.atLeast(3)).toEqual(['150 1', '150 2', '150 1']);
  });

  it('X12: a replay upcasts too', async () => {
    const { bus, group } = await world();
    if (bus.kind === 'amqp') return;
    const mine = `visit-${group}`;
    await clientOn(bus).payVisit({ type: 'VisitPaid', payload: { visit: mine, euros: 2 } });
    const seen: unknown[] = [];
    const link = attach(bus, contract, { upcasters });
    const replay: (options: object, handlers: object) => Replay = link.replay;
    const onVisit = ({ payload }: { payload: { visit: string } }): void => {
      if (payload.visit === mine) seen.push(payload);
    };
    await replay({ from: 'earliest' }, { onVisit }).done;
    expect(seen).toEqual([{ visit: mine, cents: 200 }]);
  });
};
