import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { ReceivedRecord } from '../../../templates/runtime/kafka/driver.js';
import { Partition } from '../../../templates/runtime/kafka/partition.js';
import type { Taken } from '../../../templates/runtime/kafka/partition.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const record = (offset: bigint): ReceivedRecord => ({
  offset,
  key: undefined,
  value: new Uint8Array(),
  headers: {},
  rawHeaders: {},
  timestamp: 0,
});

/** Takes records, begins all and ends all but one. @returns the records, as long as somebody holds them */
const run = (partition: Partition, count: number, open: bigint): readonly WeakRef<object>[] => {
  const records = Array.from({ length: count }, (_, n) => record(BigInt(n)));
  partition.take(records);
  const begun: Taken[] = [];
  for (let taken = partition.next(); taken !== undefined; taken = partition.next()) {
    begun.push(taken);
  }
  for (const taken of begun) if (taken.offset !== open) partition.settle(taken);
  return records.map((one) => new WeakRef(one));
};

it.each([
  ['the last', 99n],
  ['the first, which holds back the commit', 0n],
])('keeps no record that is done while %s is open', async (_, open) => {
  const partition = new Partition(
    { topic: 'pets', partition: 0 },
    { at: 0n, committed: 0n },
    { open: 200, waiting: 2_000 },
  );
  const records = run(partition, 100, open);
  await setImmediate();
  gc();
  expect(records.filter((one) => one.deref() !== undefined)).toHaveLength(0);
  expect(partition.tracker.position).toBe(open);
});
