import { expect, it } from 'vitest';
import type { Stage } from '../world.js';

/** Topology as a step of a deployment: DELIVERY section 2. */
export const describeProvision = ({ world, journal, provisioned }: Stage): void => {
  it('makes what the groups need, says what it made, and finds it there the second time', async () => {
    const { client, group } = await world();
    const groups = { [group]: ['onThing', 'onNotice'] } as const;
    const planned = await client.provision(groups, { dryRun: true });
    const made = await client.provision(groups);
    expect(made.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      planned.map(({ kind, name }) => `${kind} ${name}`),
    );
    const missing = planned.filter(({ state }) => state === 'missing').map(({ name }) => name);
    const created = made.filter(({ state }) => state === 'created').map(({ name }) => name);
    expect(created).toEqual(missing);
    const found = await client.provision(groups);
    expect(found).toHaveLength(made.length);
    for (const { state } of found) expect(['present', provisioned]).toContain(state);
  });

  it('what it made is what a subscription that only checks needs', async () => {
    const { bus, client, group } = await world();
    const seen = journal<number>();
    const handlers = {
      onThing: ({ payload }: { payload: { sequence: number } }) => seen.add(payload.sequence),
    };
    if (bus.kind !== 'memory') {
      const early = client.subscribe(group, handlers, { topology: 'check' });
      await expect(early.ready).rejects.toMatchObject({
        code: 'TOPOLOGY_MISMATCH',
        argument: 'existence',
        declared: 'present',
        found: 'missing',
      });
      await early.close();
    }
    await client.provision({ [group]: ['onThing'] });
    await client.subscribe(group, handlers, { topology: 'check' }).ready;
    await client.publishThing({ thingId: 'a', sequence: 1 });
    expect(await seen.atLeast(1)).toContain(1);
  });

  it('refuses operations that are none to receive', async () => {
    const { client, group } = await world();
    const groups: Record<string, never[]> = { [group]: ['publishThing' as never] };
    await expect(client.provision(groups)).rejects.toThrow('publishThing is no operation');
  });
};
