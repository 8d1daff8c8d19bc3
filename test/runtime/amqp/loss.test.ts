import amqp from 'amqplib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AmqpConnection } from '../../../templates/runtime/amqp/client.js';
import { describeAmqp } from '../../brokers/available.js';
import { channel, json, record, source, toChannel, World } from './support.js';

describeAmqp('AMQP transport that loses its broker', (url) => {
  let world: World;
  let sockets: AmqpConnection[];
  let reachable: boolean;
  const connect = async (): Promise<AmqpConnection> => {
    if (!reachable) throw new Error('connect ECONNREFUSED');
    const connection: AmqpConnection = await amqp.connect(url);
    sockets.push(connection);
    return connection;
  };
  const cut = (): void => {
    for (const { connection } of sockets.splice(0))
      connection.stream?.destroy(new Error('ECONNRESET'));
  };
  beforeEach(() => {
    world = new World(url);
    sockets = [];
    reachable = true;
  });
  afterEach(() => world.end());

  it('goes on after its connections were cut, and drops settles of the time before', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport({ connect });
    const { deliveries, revoked } = await world.consume(transport, {
      group: world.group('email'),
      sources: [source(world.title, of)],
    });
    const target = toChannel(world.title, of);
    await transport.publish(record(target, 'before'));
    const [before] = await deliveries.reach(1);
    cut();
    await revoked.reach(1);
    expect(revoked.items).toEqual([before!.epoch]);
    before!.settle();

    await transport.publish(record(target, 'after'));
    await deliveries.reach(3);
    const later = deliveries.items.slice(1);
    expect(later.map((delivery) => [json(delivery), delivery.redelivered])).toEqual(
      expect.arrayContaining([
        ['before', true],
        ['after', false],
      ]),
    );
    for (const delivery of later) delivery.settle();
    await expect.poll(() => world.states.items.slice(-2)).toEqual(['recovering', 'ready']);
  });

  it('keeps a publish until there is a broker, and a subscription too', async () => {
    const of = channel('pet.adopted');
    reachable = false;
    const transport = world.transport({ connect });
    await expect(transport.connect()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    const subscribing = world.consume(transport, {
      group: world.group('email'),
      sources: [source(world.title, of)],
    });
    await expect.poll(() => world.log.length).toBeGreaterThan(3);
    reachable = true;
    const { deliveries } = await subscribing;
    reachable = false;
    cut();
    const publishing = transport.publish(record(toChannel(world.title, of), 'patient'));
    reachable = true;
    await publishing;
    const [delivery] = await deliveries.reach(1);
    expect(json(delivery!)).toBe('patient');
  });

  it('says not-sent of what never left, when the caller gives up', async () => {
    reachable = false;
    const transport = world.transport({ connect });
    const target = toChannel(world.title, channel('pet.adopted'));
    const publishing = transport.publish(record(target, {}), AbortSignal.timeout(50));
    await expect(publishing).rejects.toMatchObject({
      code: 'PUBLISH_TIMEOUT',
      outcome: 'not-sent',
    });
  });

  it('accounts for every publish when the connection is cut under load', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport({ connect });
    const { deliveries } = await world.consume(transport, {
      group: world.group('email'),
      sources: [source(world.title, of)],
      concurrency: 1_000,
    });
    const target = toChannel(world.title, of);
    const outcomes: unknown[] = [];
    const publish = (n: number) =>
      transport.publish(record(target, n)).then(
        () => outcomes.push(n),
        (error: unknown) => expect(error).toMatchObject({ code: 'PUBLISH', outcome: 'unknown' }),
      );
    await Promise.all(Array.from({ length: 250 }, (_, n) => publish(n)));
    const underWay = Array.from({ length: 250 }, (_, n) => publish(250 + n));
    cut(); // before any confirm of the second half can be read
    await Promise.all(underWay);
    expect(outcomes.length).toBeGreaterThanOrEqual(250);
    expect(outcomes.length).toBeLessThan(500);
    await transport.publish(record(target, 'last'));
    await expect.poll(() => deliveries.items.map((delivery) => json(delivery))).toContain('last');
    expect(deliveries.items.map((delivery) => json(delivery))).toEqual(
      expect.arrayContaining(outcomes),
    );
  });

  it('makes a deleted exchange again', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const target = toChannel(world.title, of);
    await transport.publish(record(target, {}));
    await world.admin((own) => own.deleteExchange(`${world.title}.events`));
    await expect(transport.publish(record(target, {}))).rejects.toMatchObject({
      outcome: 'unknown',
    });
    await transport.publish(record(target, {}));
  });

  it('makes a deleted queue again and consumes it', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('email');
    const { deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    });
    await world.admin((own) => own.deleteQueue(`${group}.pet.adopted`));
    await expect.poll(() => world.states.items.slice(-2)).toEqual(['recovering', 'ready']);
    await transport.publish(record(toChannel(world.title, of, { mandatory: true }), 'again'));
    const [delivery] = await deliveries.reach(1);
    expect(json(delivery!)).toBe('again');
  });

  it('listens for replies again after a loss', async () => {
    const of = channel('quote.requested');
    const transport = world.transport({ connect });
    const replies: unknown[] = [];
    const inbox = await transport.openReplies({
      title: world.title,
      channel: undefined,
      deliver: (delivery) => replies.push(json(delivery)),
    });
    cut();
    await expect.poll(() => world.states.items.slice(-2)).toEqual(['recovering', 'ready']);
    const { deliveries } = await world.consume(transport, {
      group: world.group('quotes'),
      sources: [source(world.title, of)],
    });
    const question = record(toChannel(world.title, of), '?');
    const headers = { ...question.headers, 'reply-to': inbox.address };
    await transport.publish({ ...question, headers });
    const [delivery] = await deliveries.reach(1);
    const address = delivery!.headers['reply-to'] as string;
    await transport.publish(record({ to: 'inbox', address }, 'here'));
    await expect.poll(() => replies).toEqual(['here']);
  });

  it('closes in time, whatever state it is in', async () => {
    const of = channel('pet.adopted');
    const request = { group: world.group('email'), sources: [source(world.title, of)] };
    const idle = world.transport();
    await idle.close(1_000);
    await expect(idle.publish(record(toChannel(world.title, of), {}))).rejects.toMatchObject({
      code: 'CLOSED',
    });

    const hanging = world.transport({ connect: () => new Promise(() => undefined) });
    const never = expect(world.consume(hanging, request)).rejects.toMatchObject({ code: 'CLOSED' });
    const unsent = hanging.publish(record(toChannel(world.title, of), {}));
    const rejected = expect(unsent).rejects.toMatchObject({ code: 'CLOSED', outcome: 'not-sent' });
    const started = performance.now();
    await Promise.all([hanging.close(500), hanging.close(500)]);
    expect(performance.now() - started).toBeLessThan(700);
    await Promise.all([never, rejected]);

    const recovering = world.transport({ connect, backoff: () => 60_000 });
    await world.consume(recovering, request);
    cut();
    await recovering.close(500);
    expect(world.states.items).toContain('recovering');
  });

  it('leaves no socket and no timer behind', async () => {
    const resources = (): string[] =>
      process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name));
    const before = resources().length;
    const of = channel('pet.adopted');
    const transport = world.transport({ connect });
    const { deliveries } = await world.consume(transport, {
      group: world.group('email'),
      sources: [source(world.title, of)],
    });
    await transport.publish(record(toChannel(world.title, of), {}));
    await deliveries.reach(1);
    expect(resources().length).toBeGreaterThan(before);
    await transport.close(5_000);
    await expect.poll(() => resources().length).toBeLessThanOrEqual(before + 1);
  });
});
