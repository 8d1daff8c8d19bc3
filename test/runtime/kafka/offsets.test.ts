import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OffsetTracker, type TrackedOffset } from '../../../templates/runtime/kafka/offsets.js';

const take = (tracker: OffsetTracker, offset: bigint): TrackedOffset => {
  const tracked = { offset, done: false };
  tracker.take(tracked);
  return tracked;
};

it('commits nothing beyond the first offset that is open', () => {
  const tracker = new OffsetTracker(5n);
  expect([tracker.position, tracker.next]).toEqual([5n, 5n]);
  const [five, six, nine] = [take(tracker, 5n), take(tracker, 6n), take(tracker, 9n)];
  tracker.finish(six);
  expect(tracker.position).toBe(5n);
  tracker.finish(five);
  expect(tracker.position).toBe(9n);
  tracker.finish(nine);
  expect([tracker.position, tracker.next]).toEqual([10n, 10n]);
});

it('equals the plain definition, whatever the order', () => {
  const steps = fc.array(fc.record({ take: fc.boolean(), gap: fc.nat(3), pick: fc.nat() }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const tracker = new OffsetTracker(0n);
      const open = new Map<bigint, TrackedOffset>();
      for (const { take: takes, gap, pick } of all) {
        const finishes = !takes && open.size > 0;
        if (!finishes) {
          const offset = tracker.next + BigInt(gap);
          open.set(offset, take(tracker, offset));
        } else {
          const offset = [...open.keys()][pick % open.size]!;
          tracker.finish(open.get(offset)!);
          open.delete(offset);
        }
        const first = [...open.keys()].reduce((a, b) => (b < a ? b : a), tracker.next);
        // Nothing open may lie below the position, and nothing done may hold it back.
        expect(tracker.position <= first).toBe(true);
        if (finishes) expect(tracker.position).toBe(first);
      }
    }),
  );
});

it('stays small while the first offset moves on', () => {
  const tracker = new OffsetTracker(0n);
  for (let offset = 0n; offset < 10_000n; offset += 1n) tracker.finish(take(tracker, offset));
  expect(tracker.position).toBe(10_000n);
});
