/** A5 of DELIVERY section 6: somebody deletes or changes what a subscription stands on. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AmqpTransport } from '../../../templates/runtime/amqp/transport.js';
import type { Delivery } from '../../../templates/runtime/core/transport.js';
import { describeAmqp } from '../../brokers/available.js';
import { readable } from '../core/support.js';
import { channel, record, source, toChannel, World } from './support.js';
import type { Collector } from './support.js';

describeAmqp('A5: topology that is lost while RabbitMQ runs', (url) => {
  let world: World;
  let transport: AmqpTransport;
  let deliveries: Collector<Delivery>;
  let queue: string;
  const of = channel('pet.adopted');

  beforeEach(async () => {
    world = new World(url);
    transport = world.transport({ topologyRefresh: 50, backoff: () => 400 });
    const group = world.group('email');
    queue = `${group}.pet.adopted`;
    ({ deliveries } = await world.consume(transport, {
      group,
      sources: [source(world.title, of)],
    }));
    await send();
    await deliveries.reach(1);
  });
  afterEach(() => world.end());

  const send = (): Promise<void> => transport.publish(record(toChannel(world.title, of), {}));

  /** Sends until one arrives: what is sent while nothing is bound is lost. */
  const arrives = async (): Promise<void> => {
    const before = deliveries.items.length;
    await expect
      .poll(
        async () => {
          await send().catch(() => undefined);
          return deliveries.items.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(before);
  };

  const logged = (text: RegExp): Promise<void> =>
    expect
      .poll(
        () =>
          world.log.map((line) => JSON.stringify(line, readable)).find((line) => text.test(line)),
        {
          timeout: 10_000,
        },
      )
      .toBeDefined();

  it('a deleted queue: the status says so, and the subscription resumes', async () => {
    await world.admin((own) => own.deleteQueue(queue));
    await logged(/was deleted/);
    await expect.poll(() => world.states.items).toContain('recovering');
    await expect.poll(() => world.states.items.at(-1)).toBe('ready');
    await arrives();
  });

  it('a deleted exchange: it is made again with its bindings, and the log says what that costs', async () => {
    const told = /the exchange was deleted: what was sent meanwhile is lost/;
    // It may be made again before anybody could look: then nothing is told.
    await expect
      .poll(
        async () => {
          await world.admin((own) => own.deleteExchange(`${world.title}.events`));
          return world.log.some(({ message }) => told.test(message));
        },
        { timeout: 10_000, interval: 100 },
      )
      .toBe(true);
    await arrives();
  });

  it('a deleted binding: it is made again', async () => {
    await world.admin((own) => own.unbindQueue(queue, `${world.title}.events`, 'pet.adopted'));
    await arrives();
  });

  it('changed arguments: the mismatch names the argument; mended, the subscription resumes', async () => {
    await world.admin((own) => own.deleteQueue(queue));
    await logged(/was deleted/);
    // Before the subscription makes it again: see `backoff`.
    const options = { arguments: { 'x-queue-type': 'classic', 'x-max-length': 9 } };
    await world.admin((own) => own.assertQueue(queue, options));
    await logged(/(x-queue-type|x-max-length|x-dead-letter-[a-z-]+) is .*, the document says /);
    expect(world.states.items.at(-1)).toBe('recovering');
    await world.admin((own) => own.deleteQueue(queue));
    await expect.poll(() => world.states.items.at(-1)).toBe('ready');
    await arrives();
  });
});
