import { describe, expect, it } from 'vitest';
import { Acks } from '../../../templates/runtime/amqp/acks.js';
import type { AmqpMessage } from '../../../templates/runtime/amqp/client.js';
import { FakeChannel, illegalOperation } from './fake.js';

const message = (deliveryTag: number): AmqpMessage => ({
  content: Buffer.from('{}'),
  fields: { deliveryTag, redelivered: false, exchange: '', routingKey: 'pets' },
  properties: {},
});

/** What the broker hears: `3+` is everything up to 3, `-3` gives 3 back. */
const heard = () => {
  const frames: string[] = [];
  const channel = Object.assign(new FakeChannel(), {
    ack: ({ fields }: AmqpMessage, allUpTo = false) => {
      frames.push(`${fields.deliveryTag}${allUpTo ? '+' : ''}`);
    },
    nack: ({ fields }: AmqpMessage) => {
      frames.push(`-${fields.deliveryTag}`);
    },
  });
  const acks = new Acks(channel);
  const messages = [1, 2, 3, 4, 5].map(message);
  for (const one of messages) acks.expect(one);
  const done = (...tags: readonly number[]): void => {
    for (const tag of tags) acks.ack(messages[tag - 1]!);
  };
  return { frames, channel, acks, messages, done };
};

/** What is done in one turn is heard of after it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('acknowledging on a channel', () => {
  it('says once what is done together and has nothing open before it', async () => {
    const { frames, done } = heard();
    done(2, 3, 1);
    await turn();
    expect(frames).toEqual(['3+']);
  });

  it('never includes what is open: an older one that runs, or one behind', async () => {
    const { frames, done } = heard();
    done(1, 3, 5);
    await turn();
    expect(frames.sort()).toEqual(['1', '3', '5']);
    frames.length = 0;
    done(4);
    await turn();
    expect(frames).toEqual(['4']);
    frames.length = 0;
    done(2);
    await turn();
    expect(frames).toEqual(['2']);
  });

  it('leaves out what was given back, and goes on behind it', async () => {
    const { frames, acks, messages, done } = heard();
    acks.nack(messages[1]!);
    done(1, 3);
    await turn();
    expect(frames).toEqual(['-2', '3+']);
  });

  it('is done at once when the channel is about to close', () => {
    const { frames, acks, done } = heard();
    done(1);
    acks.flush();
    expect(frames).toEqual(['1']);
  });

  it('drops what a closed channel does not take', async () => {
    const { frames, channel, done } = heard();
    channel.ack = () => {
      throw illegalOperation();
    };
    done(1, 2);
    await turn();
    expect(frames).toEqual([]);
  });
});
