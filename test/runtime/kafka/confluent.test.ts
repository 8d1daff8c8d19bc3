import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { confluentDriver } from '../../../templates/runtime/kafka/confluent.js';
import { ConfluentRecord } from '../../../templates/runtime/kafka/confluent/records.js';
import type { SendFailure } from '../../../templates/runtime/kafka/driver.js';
import { FakeLibrary } from './confluent-fake.js';

const value = new Uint8Array(1);
const record = { key: 'k', value, headers: { a: ['1', '2'] } };
const tooLarge = { message: 'too large', code: 10 };
const timedOut = { message: 'timed out', code: -185 };

describe('sends', () => {
  const sending = async (count: number) => {
    const library = new FakeLibrary();
    const producer = confluentDriver(library, {}).createProducer({ patient: true });
    await producer.connect();
    const sent = producer.send(
      't',
      1,
      Array.from({ length: count }, () => record),
    );
    sent.catch(() => undefined);
    const failure = async (): Promise<SendFailure> => {
      const [outcome] = await Promise.allSettled([sent]);
      if (outcome.status === 'fulfilled') throw new Error('it was confirmed');
      return outcome.reason as SendFailure;
    };
    return { library, producer, sent, failure, produced: library.produced };
  };

  it('is confirmed when each record is, at the offset of the first', async () => {
    const { sent, produced } = await sending(2);
    expect(produced[0]?.headers).toEqual([{ a: '1' }, { a: '2' }]);
    produced[1]?.confirm(null, 8);
    produced[0]?.confirm(null, 7);
    expect(await sent).toBe(7n);
  });

  it('goes on from the last offset where a repeated record comes back without one', async () => {
    const { producer, sent, produced } = await sending(1);
    produced[0]?.confirm(null, 7);
    await sent;
    const again = producer.send('t', 1, [record]);
    produced[1]?.confirm(null, -1001);
    expect(await again).toBe(8n);
  });

  it('is refused as one where each record was refused alike', async () => {
    const { failure, produced } = await sending(2);
    for (const { confirm } of produced) confirm(tooLarge, -1);
    expect(await failure()).toMatchObject({ reason: 'too-large', each: undefined });
  });

  it('says of each record how it fared where they fared differently', async () => {
    const { failure, produced } = await sending(3);
    produced[0]?.confirm(null, 7);
    produced[1]?.confirm(tooLarge, -1);
    produced[2]?.confirm(timedOut, -1);
    const { reason, each } = await failure();
    expect([reason, each?.map((one) => one?.reason)]).toEqual([
      'unknown',
      [undefined, 'too-large', 'unknown'],
    ]);
  });

  it('has nothing overtake a record that the library did not take', async () => {
    const library = new FakeLibrary();
    const producer = confluentDriver(library, {}).createProducer({ patient: true });
    await producer.connect();
    library.refusal = Object.assign(new Error('queue full'), { code: -184 });
    await expect(producer.send('t', 1, [record, record])).rejects.toMatchObject({
      reason: 'unknown',
    });
    expect(library.produced).toEqual([]);
  });

  it('is in doubt when its producer is closed first', async () => {
    const { producer, failure } = await sending(1);
    await producer.disconnect();
    expect(await failure()).toMatchObject({ reason: 'unknown' });
  });
});

describe('reads', () => {
  const at = { topic: 't', partition: 0 };

  /** A member that has partition 0 and reads from offset 5. */
  const reading = async () => {
    const library = new FakeLibrary();
    const seen: bigint[][] = [];
    const steps: string[] = [];
    const room: (() => void)[] = [];
    const consumer = confluentDriver(library, {}).createConsumer({
      group: 'g',
      assigned: async () => [{ ...at, offset: 5n }],
      rebalancing: () => void steps.push('rebalancing'),
      records: (_, records) => {
        seen.push(records.map(({ offset }) => offset));
        return new Promise((resolve) => room.push(resolve));
      },
      broken: ({ message }) => void steps.push(message),
    });
    const joined = consumer.read(['t']);
    await library.subscribed;
    library.member.rebalance(-175, [at]);
    await joined;
    await library.member.idle();
    return { library, member: library.member, consumer, seen, steps, room };
  };

  it('begins where it is told, having answered the group before', async () => {
    const { member, consumer } = await reading();
    expect(member.assigned).toEqual([[], [{ ...at, offset: 5 }]]);
    await consumer.close();
    expect(member.disconnects).toBe(1);
  });

  it('holds up what comes for a partition that is full, and fetches no more of it', async () => {
    const { member, consumer, seen, room } = await reading();
    await member.gives([5, 6]);
    await member.gives(Array.from({ length: 1_000 }, (_, n) => n + 7));
    expect([seen, member.fetches]).toEqual([[[5n, 6n]], ['-t/0']]);
    room.shift()?.();
    await member.idle();
    expect([seen[1]?.length, member.fetches]).toEqual([1_000, ['-t/0', '+t/0']]);
    await consumer.close();
  });

  it('drops what was on its way when the group took the partition', async () => {
    const { member, consumer, seen, steps } = await reading();
    const poll = member.holdPoll();
    await poll.begun;
    member.rebalance(-174, [at]);
    await member.unassigned;
    poll.answer([5]);
    await member.idle();
    expect([seen, steps]).toEqual([[], ['rebalancing']]);
    await consumer.close();
  });

  it('lets the last commit end before it gives a partition back', async () => {
    const { member, consumer } = await reading();
    const commit = consumer.commit([{ ...at, offset: 6n, note: 'n' }]);
    await member.committing;
    member.rebalance(-174, [at]);
    expect(member.isUnassigned).toBe(false);
    member.answerCommit();
    await commit;
    await member.unassigned;
    expect(member.commits).toEqual([[{ ...at, offset: 6, metadata: 'n' }]]);
    await consumer.close();
  });

  it('joins again when the broker has no record any more at its place', async () => {
    const { library, member, consumer, seen, steps } = await reading();
    library.first = 9;
    await member.gives([9]);
    await expect.poll(() => steps).toEqual(['t/0: the broker has no record any more at our place']);
    expect(seen).toEqual([]);
    await consumer.close();
  });

  it('takes a gap for one where the broker still has what was before it', async () => {
    const { member, consumer, seen } = await reading();
    await member.gives([9]);
    await expect.poll(() => seen).toEqual([[9n]]);
    await consumer.close();
  });

  it('destroys no client while a call of it is under way', async () => {
    const { member, consumer } = await reading();
    const poll = member.holdPoll();
    await poll.begun;
    const closed = consumer.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(member.disconnects).toBe(0);
    poll.answer([]);
    await closed;
    expect(member.disconnects).toBe(1);
  });
});

it('reads headers as they are, also under the name of a prototype', () => {
  const odd: Record<string, Buffer> = {};
  Reflect.set(odd, '__proto__', Buffer.from('p'));
  const { headers, rawHeaders } = new ConfluentRecord({
    ...{ topic: 't', partition: 0, offset: 1, value: null },
    headers: [{ a: Buffer.from('1') }, { a: Buffer.from('2') }, odd],
  });
  expect(Object.entries(headers)).toEqual([
    ['a', '2'],
    ['__proto__', 'p'],
  ]);
  expect(rawHeaders).toEqual({ a: [Buffer.from('1'), Buffer.from('2')] });
});
