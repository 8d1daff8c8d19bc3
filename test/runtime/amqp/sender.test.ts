import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmqpTransport } from '../../../templates/runtime/amqp/transport.js';
import { channel, record, toChannel } from './support.js';
import { FakeBroker } from './fake.js';

describe('sending over AMQP', () => {
  let broker: FakeBroker;
  let transport: AmqpTransport;
  const states: string[] = [];
  const of = channel('pet.adopted');

  /** The outcome of a publish as text, whatever it is. */
  const publish = (
    id: string,
    mandatory = false,
    signal?: AbortSignal,
    body = Buffer.from('{}'),
  ): Promise<string> => {
    const made = record(toChannel('Pets', of, { mandatory }), {}, { body });
    const named = { ...made, meta: { ...made.meta, id } };
    return transport.publish(named, signal).then(
      () => 'ok',
      (error: unknown) => {
        const { code, outcome } = error as { code: string; outcome: string };
        return `${code} ${outcome}`;
      },
    );
  };
  /** As much as a channel with a full buffer is given at most. */
  const publishMebibyte = (id: string): Promise<string> =>
    publish(id, false, undefined, Buffer.alloc(1024 * 1024));
  const written = (count: number): Promise<void> =>
    expect.poll(() => broker.channel.published.length, { interval: 1 }).toBe(count);

  beforeEach(async () => {
    broker = new FakeBroker();
    states.length = 0;
    transport = new AmqpTransport({ connect: broker.connect, backoff: () => 5 });
    const ignore = (): void => undefined;
    transport.start({
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      status: (state) => states.push(state),
    });
    await transport.connect();
  });
  afterEach(() => transport.close(100));

  it('matches what the broker gives back by id, although it confirms it', async () => {
    const results = [publish('a', true), publish('b', true), publish('c', true)];
    await written(3);
    broker.channel.giveBack(1);
    for (let left = 3; left > 0; left -= 1) broker.channel.confirm();
    expect(await Promise.all(results)).toEqual(['ok', 'UNROUTABLE not-sent', 'ok']);
  });

  it('tells two messages with one id apart by number', async () => {
    const results = [publish('a', true), publish('a', true)];
    await written(2);
    broker.channel.giveBack();
    broker.channel.confirm();
    broker.channel.confirm();
    expect((await Promise.all(results)).sort()).toEqual(['UNROUTABLE not-sent', 'ok']);
  });

  it('says unknown of what a lost channel had taken, and sends the rest on the next one', async () => {
    const first = publish('a');
    await written(1);
    const lost = broker.channel;
    lost.writable = false;
    const full = publishMebibyte('b');
    await written(2);
    const waiting = publish('c');
    lost.lose(new Error('cut'));
    expect(await Promise.all([first, full])).toEqual(['PUBLISH unknown', 'PUBLISH unknown']);
    await expect.poll(() => broker.channel !== lost).toBe(true);
    await written(1);
    expect(broker.channel.published[0]!.options.messageId).toBe('c');
    broker.channel.confirm();
    expect(await waiting).toBe('ok');
  });

  it('goes on a while when the buffer of the channel is full', async () => {
    await warm();
    broker.channel.writable = false;
    const results = ['a', 'b', 'c'].map((id) => publish(id));
    await written(3);
    for (let left = 3; left > 0; left -= 1) broker.channel.confirm();
    expect(await Promise.all(results)).toEqual(['ok', 'ok', 'ok']);
  });

  it('waits for drain above a mebibyte, in order', async () => {
    await warm();
    broker.channel.writable = false;
    const results = [publishMebibyte('a'), publish('b'), publish('c')];
    await written(1);
    broker.channel.writable = true;
    broker.channel.emit('drain');
    await written(3);
    expect(broker.channel.published.map(({ options }) => options.messageId)).toEqual([
      'a',
      'b',
      'c',
    ]);
    for (let left = 3; left > 0; left -= 1) broker.channel.confirm();
    expect(await Promise.all(results)).toEqual(['ok', 'ok', 'ok']);
  });

  it('holds back while the broker has blocked it, and says so', async () => {
    await warm();
    const sending = broker.connections[0]!;
    sending.emit('blocked', 'low on memory');
    const giveUp = new AbortController();
    const [waiting, given] = [publish('a'), publish('b', false, giveUp.signal)];
    giveUp.abort();
    expect(await given).toBe('PUBLISH not-sent');
    expect(broker.channel.published).toEqual([]);
    expect(states.at(-1)).toBe('blocked');
    sending.emit('unblocked');
    await written(1);
    broker.channel.confirm();
    expect(await waiting).toBe('ok');
    expect(states.at(-1)).toBe('ready');
  });

  it('says unknown when the caller gives up after the write', async () => {
    const giveUp = new AbortController();
    const given = publish('a', false, giveUp.signal);
    await written(1);
    giveUp.abort();
    expect(await given).toBe('PUBLISH unknown');
    broker.channel.confirm();
  });

  it('survives a channel that throws at once', async () => {
    await warm();
    const lost = broker.channel;
    lost.open = false;
    const waiting = publish('a');
    lost.lose();
    await expect.poll(() => broker.channel !== lost).toBe(true);
    await written(1);
    broker.channel.confirm();
    expect(await waiting).toBe('ok');
  });

  it('says unknown when the broker refuses', async () => {
    const refused = publish('a');
    await written(1);
    broker.channel.published.splice(0)[0]!.confirmed(new Error('message nacked'));
    expect(await refused).toBe('PUBLISH unknown');
  });

  it('reopens connection and channel, and keeps publishes of that time', async () => {
    await warm();
    const [before, waiting] = [broker.connection, [] as Promise<string>[]];
    broker.reachable = false;
    before.lose();
    waiting.push(publish('a'), publish('b'));
    await expect.poll(() => states).toContain('recovering');
    broker.reachable = true;
    await expect.poll(() => broker.connection !== before).toBe(true);
    await written(2);
    broker.channel.confirm();
    broker.channel.confirm();
    expect(await Promise.all(waiting)).toEqual(['ok', 'ok']);
    expect(broker.connections).toHaveLength(2);
  });

  it('closes with what is not sent rejected and what is sent awaited', async () => {
    await warm();
    const sent = publish('a');
    await written(1);
    broker.channel.writable = false;
    const full = publishMebibyte('b');
    await written(2);
    const waiting = publish('c');
    const closing = transport.close(2_000);
    expect(await waiting).toBe('CLOSED not-sent');
    broker.channel.confirm();
    broker.channel.confirm();
    await closing;
    expect(await Promise.all([sent, full])).toEqual(['ok', 'ok']);
    expect(await publish('d')).toBe('CLOSED not-sent');
  });

  /** Has the exchange declared, so that the next publish is written at once. */
  const warm = async (): Promise<void> => {
    const first = publish('warm');
    await written(1);
    broker.channel.confirm();
    await first;
  };
});
