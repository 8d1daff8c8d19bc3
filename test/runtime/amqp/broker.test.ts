import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  InvalidMessageError,
  TooLargeError,
  UnroutableError,
} from '../../../templates/runtime/errors.js';
import { describeAmqp } from '../../brokers/available.js';
import { channel, json, message, record, source, toChannel, World } from './support.js';

describeAmqp('AMQP transport on RabbitMQ', (url) => {
  let world: World;
  beforeEach(() => {
    world = new World(url);
  });
  afterEach(() => world.end());

  it('carries a message, its key, headers and meaning to each group once', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const request = { sources: [source(world.title, of)] };
    const email = await world.consume(transport, { ...request, group: world.group('email') });
    const audit = await world.consume(transport, { ...request, group: world.group('audit') });
    const sent = record(toChannel(world.title, of), { petId: 'p1' }, { key: 'p1' });
    const withHeaders = {
      ...sent.headers,
      'retry-count': 2,
      urgent: true,
      tags: ['a', { b: null }],
    };
    await transport.publish({ ...sent, headers: withHeaders });

    for (const { deliveries } of [email, audit]) {
      const [delivery] = await deliveries.reach(1);
      expect(json(delivery!)).toEqual({ petId: 'p1' });
      expect(delivery!.headers).toEqual({ ...withHeaders, 'message-key': 'p1' });
      expect(delivery).toMatchObject({
        address: 'pet.adopted',
        key: 'p1',
        redelivered: false,
        timestamp: Date.parse('2026-03-13T10:00:00.000Z'),
        info: { transport: 'amqp', exchange: `${world.title}.events`, routingKey: 'pet.adopted' },
      });
      delivery!.settle();
    }
  });

  it('takes as many messages at once as AMQP can say, when it is asked for more', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('many');
    const request = { sources: [source(world.title, of)], group, concurrency: 100_000 };
    const { deliveries } = await world.consume(transport, request);
    await transport.publish(record(toChannel(world.title, of), { petId: 'p1' }));
    await deliveries.reach(1);
  });

  it('writes what has an AMQP property there, persistent, and declared headers as headers', async () => {
    const of = channel('pet.adopted');
    const queue = randomUUID();
    const exchange = `${world.title}.events`;
    const transport = world.transport();
    await transport.connect();
    await world.admin(async (own) => {
      await own.assertExchange(exchange, 'topic', { durable: true });
      await own.assertQueue(queue);
      await own.bindQueue(queue, exchange, '#');
    });
    world.willMake({ queue });
    const declared = message({
      headers: { validator: message().payload, properties: { source: {} }, closed: false },
    });
    const bindings = { amqp: { priority: 3, expiration: 60_000, cc: ['pet.copied'] } };
    const target = toChannel(world.title, of, { bindings });
    const sent = record(target, {}, { message: declared });
    await transport.publish(sent);

    const got = await world.admin((own) => own.get(queue, { noAck: true }));
    expect(got).toMatchObject({
      properties: {
        messageId: sent.meta.id,
        type: 'PetAdopted',
        appId: 'test',
        correlationId: 'correlation-1',
        contentType: 'application/json',
        timestamp: Math.floor(Date.parse(sent.meta.time) / 1000),
        deliveryMode: 2,
        priority: 3,
        expiration: '60000',
        headers: { source: 'test', timestamp: sent.meta.time, 'schema-version': 1 },
      },
    });
    const headers = got === false ? {} : (got.properties.headers ?? {});
    expect(Object.keys(headers).sort()).toEqual(['CC', 'schema-version', 'source', 'timestamp']);
  });

  it('fills parameters into the routing key and reads them back, whatever they hold', async () => {
    const of = channel('pet.{species}.{id}', { parameters: { species: { enum: ['cat', 'dog'] } } });
    const transport = world.transport();
    const group = world.group('shelter');
    const { deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    });
    const ids = ['plain', 'a.b', '*', '#', '100%', 'ä é', 'a\u0000b', '%2E'];
    for (const id of ids) {
      const params = { species: 'cat', id };
      await transport.publish(record(toChannel(world.title, of, { params }), id));
    }
    const bird = toChannel(world.title, of, { params: { species: 'bird', id: 'x' } });
    await transport.publish(record(bird, 'not ours'));
    await deliveries.reach(ids.length);
    expect(deliveries.items.map(({ params }) => params['id'])).toEqual(ids);
    expect(deliveries.items.map((delivery) => json(delivery))).toEqual(ids);
  });

  it('sorts out what a wildcard lets through beyond the address', async () => {
    const of = channel('pet/{id}/adopted');
    const other = channel('pet/{id}/lost', { id: 'petLost' });
    const transport = world.transport();
    const group = world.group('shelter');
    const { deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    });
    await transport.publish(record(toChannel(world.title, other, { params: { id: '1' } }), 'lost'));
    await transport.publish(record(toChannel(world.title, of, { params: { id: '2' } }), 'adopted'));
    await deliveries.reach(2);
    expect(deliveries.items.map((delivery) => [delivery.foreign, json(delivery)])).toEqual([
      [true, 'lost'],
      [false, 'adopted'],
    ]);
  });

  it('refuses a parameter without a value and a routing key above 255 bytes', async () => {
    const of = channel('pet.{id}');
    const transport = world.transport();
    const publish = (params: Record<string, string>): Promise<void> =>
      transport.publish(record(toChannel(world.title, of, { params }), {}));
    await expect(publish({ id: '' })).rejects.toBeInstanceOf(InvalidMessageError);
    await expect(publish({ id: 'ä'.repeat(130) })).rejects.toBeInstanceOf(TooLargeError);
  });

  it('rejects only the mandatory message that reaches nobody', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const publish = (mandatory: boolean): Promise<void> =>
      transport.publish(record(toChannel(world.title, of, { mandatory }), {}));
    const results = await Promise.allSettled([publish(false), publish(true), publish(false)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(publish(true)).rejects.toBeInstanceOf(UnroutableError);
  });

  it('refuses what is too large and goes on with the same channel', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport({ maxMessageSize: 1_000_000 });
    const target = toChannel(world.title, of);
    const large = record(target, {}, { body: Buffer.alloc(1_000_001) });
    await expect(transport.publish(large)).rejects.toBeInstanceOf(TooLargeError);
    for (const size of [70_000, 130_000, 10_000_000]) {
      const wide = record(target, {}, { headers: { note: 'x'.repeat(size) } });
      await expect(transport.publish(wide)).rejects.toBeInstanceOf(TooLargeError);
    }
    await transport.publish(record(target, {}, { headers: { note: 'x'.repeat(60_000) } }));
    expect(world.states.items).toEqual(['connecting', 'ready']);
  });

  it('shares a queue between the consumers of a group, each with its prefetch', async () => {
    const of = channel('pet.adopted');
    const sources = [source(world.title, of)];
    const group = world.group('email');
    const [one, two] = [world.transport(), world.transport()];
    const a = await world.consume(one, { group, sources, concurrency: 2 });
    const b = await world.consume(two, { group, sources, concurrency: 2 });
    for (let n = 0; n < 6; n += 1) await one.publish(record(toChannel(world.title, of), n));
    await Promise.all([a.deliveries.reach(2), b.deliveries.reach(2)]);
    expect(a.deliveries.items).toHaveLength(2);
    expect(b.deliveries.items).toHaveLength(2);
    a.deliveries.items[0]!.settle();
    await a.deliveries.reach(3);
    expect(b.deliveries.items).toHaveLength(2);
  });

  it('redelivers what was not settled when the consumer closes, and only that', async () => {
    const of = channel('pet.adopted');
    const sources = [source(world.title, of)];
    const group = world.group('email');
    const transport = world.transport();
    const first = await world.consume(transport, { group, sources });
    for (let n = 0; n < 3; n += 1) await transport.publish(record(toChannel(world.title, of), n));
    await first.deliveries.reach(3);
    first.deliveries.items[1]!.settle();
    await first.intake.stop();
    first.deliveries.items[0]!.settle();
    first.deliveries.items[2]!.release();
    await first.intake.close();
    first.deliveries.items[2]!.settle();

    const second = await world.consume(transport, { group, sources });
    await second.deliveries.reach(1);
    const [again] = second.deliveries.items;
    expect(json(again!)).toBe(2);
    expect(again!.redelivered).toBe(true);
    expect(again!.headers['x-delivery-count']).toBe(1);
    expect(second.deliveries.items).toHaveLength(1);
    again!.settle();
  });

  it('hands over nothing while paused and all of it after', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const { intake, deliveries } = await world.consume(transport, {
      group: world.group('email'),
      sources: [source(world.title, of)],
    });
    for (let round = 0; round < 5; round += 1) {
      intake.pause();
      for (let n = 0; n < 20; n += 1) {
        await transport.publish(record(toChannel(world.title, of), round * 20 + n));
      }
      expect(deliveries.items).toHaveLength(round * 20);
      intake.resume();
      for (let n = 0; n < 20; n += 1) {
        await deliveries.reach(round * 20 + n + 1);
        deliveries.items[round * 20 + n]!.settle();
      }
    }
    const seen = deliveries.items.map((delivery) => json(delivery) as number);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('copies a message to the dead letters with the same bytes and key', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('email');
    const { deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    });
    const body = Buffer.from('{ "not":  json');
    const sent = record(toChannel(world.title, of), {}, { key: 'p1', body });
    await transport.publish(sent);
    const [delivery] = await deliveries.reach(1);
    await delivery!.deadLetter({
      ...delivery!.headers,
      'x-delivery-count': 7,
      'x-dead-reason': 'unparseable',
    });
    delivery!.settle();

    const queue = `${group}.pet.adopted.dlq`;
    const copy = await world.admin((own) => own.get(queue, { noAck: true }));
    if (copy === false) throw new Error('no dead letter');
    expect(copy.content.equals(body)).toBe(true);
    expect(copy.properties).toMatchObject({
      messageId: sent.meta.id,
      type: 'PetAdopted',
      correlationId: 'correlation-1',
      deliveryMode: 2,
    });
    expect(copy.properties.headers).toEqual({
      timestamp: sent.meta.time,
      'schema-version': 1,
      'message-key': 'p1',
      'x-dead-reason': 'unparseable',
      // Of the dead-letter queue itself, not the seven that were to be copied.
      'x-delivery-count': 0,
      'x-original-exchange': `${world.title}.events`,
      'x-original-routing-key': 'pet.adopted',
    });
  });

  it('makes the queue of dead letters again when somebody deleted it', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('email');
    const { deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    });
    await transport.publish(record(toChannel(world.title, of), {}));
    const [delivery] = await deliveries.reach(1);
    await delivery!.deadLetter({});
    const queue = `${group}.pet.adopted.dlq`;
    await world.admin((own) => own.deleteQueue(queue));
    await expect(delivery!.deadLetter({})).rejects.toBeInstanceOf(UnroutableError);
    await delivery!.deadLetter({});
    expect(await world.admin((own) => own.checkQueue(queue))).toMatchObject({ messageCount: 1 });
  });

  it.each(['gzip', 'deflate', 'br'])(
    'compresses with %s and caps what it inflates',
    async (name) => {
      const contentEncoding = name;
      const of = channel('pet.adopted');
      const transport = world.transport();
      const small = world.transport({ maxMessageSize: 5_000 });
      const sources = [source(world.title, of)];
      const { deliveries } = await world.consume(transport, { group: world.group('a'), sources });
      const capped = await world.consume(small, { group: world.group('b'), sources });
      const packed = message({ bindings: { amqp: { contentEncoding } } });
      const text = 'x'.repeat(100_000);
      await transport.publish(record(toChannel(world.title, of), text, { message: packed }));
      const [delivery] = await deliveries.reach(1);
      expect(json(delivery!)).toBe(text);
      const [bomb] = await capped.deliveries.reach(1);
      expect(() => bomb!.body).toThrow(RangeError);
    },
  );

  it('acknowledges by itself with ack: false, and warns', async () => {
    const of = channel('pet.adopted');
    const transport = world.transport();
    const group = world.group('email');
    const bindings = { amqp: { ack: false } };
    const { deliveries, intake } = await world.consume(transport, {
      group,
      sources: [source(world.title, of, { bindings })],
    });
    await transport.publish(record(toChannel(world.title, of), {}));
    const [delivery] = await deliveries.reach(1);
    delivery!.settle();
    await intake.close();
    const { messageCount } = await world.admin((own) => own.checkQueue(`${group}.pet.adopted`));
    expect(messageCount).toBe(0);
    expect(world.log.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { queue: `${group}.pet.adopted` } },
    ]);
  });
});
