import { expect, it } from 'vitest';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import { CrashGuard } from '../../../templates/runtime/kafka/crash-guard.js';
import { platformaticDriver } from '../../../templates/runtime/kafka/platformatic.js';

it('hands on what had begun and not ended, and how often', () => {
  const first = new CrashGuard(undefined);
  expect([first.begin(7n), first.begin(8n), first.begin(9n)]).toEqual([0, 0, 0]);
  first.end(8n);
  const second = new CrashGuard(first.note());
  expect([second.begin(7n), second.begin(8n)]).toEqual([1, 0]);
  const third = new CrashGuard(second.note());
  expect([third.begin(9n), third.begin(7n)]).toEqual([1, 2]);
});

it('has suspects handled alone', () => {
  const before = new CrashGuard(undefined);
  before.begin(7n);
  const guard = new CrashGuard(before.note());
  expect([guard.admits(7n, 1), guard.admits(7n, 0), guard.admits(8n, 1)]).toEqual([
    false,
    true,
    true,
  ]);
  guard.begin(7n);
  expect(guard.admits(8n, 1)).toBe(false);
  guard.end(7n);
  expect(guard.admits(8n, 0)).toBe(true);
});

it('believes only its own notes, and fits a hundred into what brokers keep', () => {
  const guard = new CrashGuard('somebody else: 7*3');
  expect(guard.begin(7n)).toBe(0);
  for (let n = 0n; n < 99n; n += 1n) guard.begin(9_000_000_000_000_000_000n + n);
  expect(guard.note().length).toBeLessThan(4_096);
});

it('is refused where the driver was not given what it takes', () => {
  const unused = undefined as never;
  const classes = { Admin: unused, Consumer: unused, Producer: unused };
  const driver = platformaticDriver(classes, { clientId: 'test', bootstrapBrokers: [] });
  expect(() => kafkaBus({ driver, crashGuard: true })).toThrow(/crashGuard/);
});
