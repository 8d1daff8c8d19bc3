import { afterEach, beforeEach, expect, it } from 'vitest';
import { UnroutableError } from '../../../templates/runtime/errors.js';
import { createValidator } from '../../../templates/runtime/validation.js';
import { describeAmqp } from '../../brokers/available.js';
import { channel, json, record, source, toChannel, World } from './support.js';

describeAmqp('AMQP replies on RabbitMQ', (url) => {
  let world: World;
  beforeEach(() => {
    world = new World(url);
  });
  afterEach(() => world.end());

  const declared = {
    validator: createValidator<unknown>(
      () => true,
      () => undefined,
    ),
    properties: { 'reply-to': {} },
    closed: false,
  };

  it.each([
    ['directly', {}],
    ['also where the document declares the header', { headers: declared }],
  ])('brings replies back to the one who asked, %s', async (_, headers) => {
    const of = channel('quote.requested');
    const [asker, responder] = [world.transport(), world.transport()];
    const other = world.transport();
    const replies: unknown[] = [];
    const inbox = await asker.openReplies({
      title: world.title,
      channel: undefined,
      deliver: (delivery) => replies.push(delivery),
    });
    const stray: unknown[] = [];
    await other.openReplies({
      title: world.title,
      channel: undefined,
      deliver: (delivery) => stray.push(delivery),
    });
    const { deliveries } = await world.consume(responder, {
      group: world.group('quotes'),
      sources: [source(world.title, of)],
    });
    const request = record(toChannel(world.title, of), 'what does it cost?');
    await asker.publish({
      ...request,
      message: { ...request.message, ...headers },
      headers: { ...request.headers, 'reply-to': inbox.address },
    });
    const [question] = await deliveries.reach(1);
    const address = question!.headers['reply-to'];
    if (typeof address !== 'string') throw new Error('no address to reply to');
    expect(address).not.toBe(inbox.address);
    await responder.publish(record({ to: 'inbox', address }, 'nothing'));
    await expect.poll(() => replies.length).toBe(1);
    expect(replies).toMatchObject([{ headers: { 'correlation-id': 'correlation-1' } }]);
    expect(stray).toEqual([]);
  });

  it('receives replies at the address that the document fixes', async () => {
    const of = channel('quote.answered');
    const transport = world.transport();
    const replies: unknown[] = [];
    const inbox = await transport.openReplies({
      title: world.title,
      channel: of,
      deliver: (delivery) => replies.push(json(delivery)),
    });
    await transport.publish(record(toChannel(world.title, of, { mandatory: true }), 'by address'));
    const direct = { to: 'inbox', address: inbox.address } as const;
    await transport.publish(record(direct, 'by reply-to'));
    await expect.poll(() => replies).toEqual(['by address', 'by reply-to']);
    await inbox.close();
    const nobody = transport.publish(record(toChannel(world.title, of, { mandatory: true }), {}));
    await expect(nobody).rejects.toBeInstanceOf(UnroutableError);
  });
});
