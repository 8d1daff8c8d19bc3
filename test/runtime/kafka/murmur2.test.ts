import { expect, it } from 'vitest';
import { murmur2, partitionOf } from '../../../templates/runtime/kafka/murmur2.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// From Kafka's own UtilsTest.testMurmur2.
it.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('hashes %s as the Java client does', (text, hash) => {
  expect(murmur2(bytes(text))).toBe(hash);
});

it('reads keys that lie anywhere in a buffer', () => {
  const large = bytes('xxfoobarxx');
  expect(murmur2(large.subarray(2, 8))).toBe(-790332482);
});

it.each(['foobar', 'Käthe, Łódź, 日本, 🐈', 'é'.repeat(2_000)])('takes text as UTF-8', (text) => {
  expect(partitionOf(text, 1_000)).toBe(partitionOf(bytes(text), 1_000));
});

it('gives a partition that exists, also for negative hashes', () => {
  expect(partitionOf(bytes('foobar'), 7)).toBe((-790332482 & 0x7fffffff) % 7);
});
