import { afterEach, beforeEach, expect, it } from 'vitest';
import { TopologyMismatchError } from '../../../templates/runtime/errors.js';
import { describeAmqp } from '../../brokers/available.js';
import { channel, json, record, source, toChannel, World } from './support.js';

describeAmqp('AMQP topology on RabbitMQ', (url) => {
  let world: World;
  beforeEach(() => {
    world = new World(url);
  });
  afterEach(() => world.end());

  it('says which argument of an existing queue differs', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('email');
    const first = await world.consume(transport, { group, sources: [source(world.title, of)] });
    const sources = [source(world.title, of, { maxAttempts: 9 })];
    const failure = await transport
      .consume({
        group,
        sources,
        concurrency: 1,
        from: 'latest',
        deliver: () => undefined,
        revoke: () => undefined,
        hold: () => undefined,
      })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TopologyMismatchError);
    expect(failure).toMatchObject({ argument: 'x-delivery-limit', declared: 14, found: 10 });
    // The refusal has harmed nobody else.
    await transport.publish(record(toChannel(world.title, of), 'still here'));
    await first.deliveries.reach(1);
  });

  it('says that an exchange has another type', async () => {
    const exchange = `${world.title}.events`;
    await world.admin((own) => own.assertExchange(exchange, 'fanout'));
    const publishing = world
      .transport()
      .publish(record(toChannel(world.title, channel('pet.adopted')), {}));
    await expect(publishing).rejects.toMatchObject({
      outcome: 'not-sent',
      cause: { code: 'TOPOLOGY_MISMATCH', argument: 'type', declared: 'topic', found: 'fanout' },
    });
  });

  it('creates nothing with topology: check, and says what is missing', async () => {
    const of = channel('pet.adopted');
    const checking = world.transport({ topology: 'check' });
    const target = toChannel(world.title, of);
    const missing = { code: 'TOPOLOGY_MISMATCH', argument: 'existence', found: 'missing' };
    await expect(checking.publish(record(target, {}))).rejects.toMatchObject({ cause: missing });
    const group = world.group('email');
    const request = { group, sources: [source(world.title, of)] };
    await expect(world.consume(checking, request)).rejects.toMatchObject(missing);
    await world.consume(world.transport(), request);
    const { deliveries } = await world.consume(checking, request);
    for (let n = 0; n < 4; n += 1) await checking.publish(record(target, n));
    await deliveries.reach(1);
  });

  it('sends to the one queue of is: queue, and two groups share it', async () => {
    const name = `${world.title}.work`;
    const of = channel('ignored', { bindings: { amqp: { is: 'queue', queue: { name } } } });
    world.willMake({ queue: name });
    const transport = world.transport();
    await transport.publish(record(toChannel(world.title, of), 'before'));
    const sources = [source(world.title, of)];
    const a = await world.consume(transport, { group: world.group('a'), sources });
    const b = await world.consume(transport, { group: world.group('b'), sources });
    await a.deliveries.reach(1);
    await transport.publish(record(toChannel(world.title, of), 'after'));
    await Promise.race([a.deliveries.reach(2), b.deliveries.reach(1)]);
    expect(a.deliveries.items.length + b.deliveries.items.length).toBe(2);
    expect(a.deliveries.items[0]!.info).toMatchObject({ exchange: '', queue: name });
  });

  it.each(['fanout', 'headers', 'direct'] as const)(
    'delivers through a %s exchange',
    async (type) => {
      const of = channel('pet.{kind}', {
        parameters: { kind: { enum: ['adopted'] } },
        bindings: { amqp: { exchange: { type } } },
      });
      world.willMake({ exchange: `${world.title}.petAdopted` });
      const transport = world.transport();
      const { deliveries } = await world.consume(transport, {
        group: world.group('email'),
        sources: [source(world.title, of)],
      });
      const target = toChannel(world.title, of, { params: { kind: 'adopted' }, mandatory: true });
      await transport.publish(record(target, type));
      const [delivery] = await deliveries.reach(1);
      expect(json(delivery!)).toBe(type);
      expect(delivery!.params).toEqual({ kind: 'adopted' });
    },
  );
});
