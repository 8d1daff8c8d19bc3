import { describe, expect, it } from 'vitest';
import { mismatchOf, sourceTopology } from '../../../templates/runtime/amqp/topology.js';
import { channel, source } from './support.js';

const quorum = (name: string, limit: number): object => ({
  'x-queue-type': 'quorum',
  'x-delivery-limit': limit,
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': `${name}.dlq`,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
});

describe('topology of a source', () => {
  it('is a quorum queue of the group on the topic exchange of the document', () => {
    const topology = sourceTopology('email', source('PetStore', channel('pet.{id}.adopted')));
    expect(topology).toMatchObject({
      exchange: { name: 'PetStore.events', type: 'topic', options: { durable: true } },
      queue: { name: 'email.pet.*.adopted' },
      bindings: [{ exchange: 'PetStore.events', key: 'pet.*.adopted' }],
      deadLetters: {
        name: 'email.pet.*.adopted.dlq',
        options: { arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 } },
      },
    });
    expect(topology.queue.options.arguments).toEqual(quorum('email.pet.*.adopted', 10));
  });

  it('puts the delivery limit above the attempts', () => {
    const { queue } = sourceTopology('g', source('T', channel('a'), { maxAttempts: 12 }));
    expect(queue.options.arguments).toEqual(quorum('g.a', 17));
  });

  it.each([{ durable: false }, { exclusive: true }, { autoDelete: true }])(
    'is a classic queue for %j',
    (flags) => {
      const of = channel('a', { bindings: { amqp: { queue: flags } } });
      const { options } = sourceTopology('g', source('T', of)).queue;
      expect(options).toMatchObject(flags);
      expect(options.arguments).toEqual({
        'x-queue-type': 'classic',
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'g.a.dlq',
      });
    },
  );

  it('has a queue for each wait, from which RabbitMQ moves back', () => {
    const { retries } = sourceTopology('g', source('T', channel('a'), { waits: [1_000, 8_000] }));
    expect(retries.map(({ name, wait }) => [name, wait])).toEqual([
      ['g.a.retry.1000', 1_000],
      ['g.a.retry.8000', 8_000],
    ]);
    expect(retries[1]?.options).toEqual({
      durable: true,
      exclusive: false,
      autoDelete: false,
      arguments: {
        'x-queue-type': 'quorum',
        'x-message-ttl': 8_000,
        'x-delivery-limit': 1_000_000,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'g.a',
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
  });

  it('has nothing wait for a queue that is temporary', () => {
    const of = channel('a', { bindings: { amqp: { queue: { autoDelete: true } } } });
    expect(sourceTopology('g', source('T', of, { waits: [1_000] })).retries).toEqual([]);
  });

  it('takes names from the bindings', () => {
    const exchange = { name: 'orders', type: 'direct' as const, durable: false, autoDelete: true };
    const of = channel('address', { bindings: { amqp: { exchange, name: 'routing.key' } } });
    expect(sourceTopology('g', source('T', of))).toMatchObject({
      exchange: { name: 'orders', type: 'direct', options: { durable: false, autoDelete: true } },
      queue: { name: 'g.routing.key' },
      bindings: [{ exchange: 'orders', key: 'routing.key' }],
    });
  });

  it('sends dead letters where the document says', () => {
    const { deadLetters, queue } = sourceTopology(
      'g',
      source('T', channel('a'), { deadLetter: 'graveyard' }),
    );
    expect(deadLetters?.name).toBe('graveyard');
    expect(queue.options.arguments['x-dead-letter-routing-key']).toBe('graveyard');
  });

  it('names the queue in the place of its dead letters, but no parameter that is left open', () => {
    const of = channel('pet.{id}');
    const sorted = sourceTopology('g', source('T', of, { deadLetter: 'dead/{queue}' }));
    expect(sorted.deadLetters?.name).toBe('dead/g.pet.*');
    const open = source('T', of, { deadLetter: 'dead.{id}' });
    expect(() => sourceTopology('g', open)).toThrow('{id} has no single value');
  });

  it('refuses what AMQP cannot do', () => {
    const direct = channel('pet.{id}', { bindings: { amqp: { exchange: { type: 'direct' } } } });
    expect(() => sourceTopology('g', source('T', direct))).toThrow('no wildcards');
    expect(() => sourceTopology('g', source('T', channel(null)))).toThrow('no address');
    expect(() => sourceTopology('g'.repeat(260), source('T', channel('a')))).toThrow('255 bytes');
  });
});

describe('answers of the broker to a declaration that differs', () => {
  const answer = (text: string): Error =>
    new Error(
      `Operation failed: QueueDeclare; 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - ${text}"`,
    );

  it.each([
    [
      "inequivalent arg 'x-delivery-limit' for queue 'a.b' in vhost '/': received the value '15' of type 'signedint' but current is the value '10' of type 'signedint'",
      { argument: 'x-delivery-limit', declared: 15, found: 10 },
    ],
    [
      "inequivalent arg 'durable' for queue 'a' in vhost '/': received 'true' but current is 'false'",
      { argument: 'durable', declared: true, found: false },
    ],
    [
      "inequivalent arg 'type' for exchange 'x' in vhost '/': received 'topic' but current is 'fanout'",
      { argument: 'type', declared: 'topic', found: 'fanout' },
    ],
    [
      "inequivalent arg 'x-overflow' for queue 'a' in vhost '/': received the value 'reject-publish' of type 'longstr' but current is none",
      { argument: 'x-overflow', declared: 'reject-publish', found: undefined },
    ],
  ])('reads %s', (text, expected) => {
    expect(mismatchOf(answer(text), {})).toMatchObject(expected);
  });

  it('says of a value that is missing on one side that it is not set', () => {
    const inequivalent = (received: string, current: string): Error =>
      answer(
        `PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received ${received} but current is ${current}`,
      );
    const number = "the value '5' of type 'signedint'";
    expect(mismatchOf(inequivalent(number, 'none'), { 'x-max-length': 5 })?.message).toBe(
      'queue "q": x-max-length is not set, the document says 5',
    );
    expect(mismatchOf(inequivalent('none', number), {})?.message).toBe(
      'queue "q": x-max-length is 5, the document says not set',
    );
  });

  it('leaves other errors alone', () => {
    expect(mismatchOf(new Error('404 (NOT-FOUND)'), {})).toBeUndefined();
  });
});
