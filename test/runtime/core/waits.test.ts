import { expect, it } from 'vitest';
import { defaultRetry, defaultRetryOn } from '../../../templates/runtime/core/receive/retry.js';
import { roundUp, waitsOf } from '../../../templates/runtime/core/waits.js';

const delayed = { ...defaultRetry, mode: 'delayed' } as const;

it('has a place for each wait, once, shortest first, and none where retries block', () => {
  expect(waitsOf([delayed])).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waitsOf([{ ...delayed, maxAttempts: 100 }])).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000,
  ]);
  expect(waitsOf([delayed, { ...delayed, firstDelay: 500, maxAttempts: 3 }, defaultRetry])).toEqual(
    [500, 1_000, 2_000, 4_000, 8_000],
  );
  expect(waitsOf([{ ...delayed, maxAttempts: 1 }])).toEqual([]);
  expect(waitsOf([{ ...delayed, firstDelay: 0 }])).toEqual([1]);
  expect(waitsOf([defaultRetry])).toEqual([]);
});

it('has a dozen places at most, the longest among them', () => {
  const waits = waitsOf([{ ...delayed, factor: 1.01, maxAttempts: 2_000 }]);
  expect(waits.length).toBeLessThanOrEqual(12);
  expect(waits.at(-1)).toBe(60_000);
});

it('rounds up to a place, or takes the longest', () => {
  expect([1, 1_000, 1_001, 9_000].map((wait) => roundUp([1_000, 8_000], wait))).toEqual([
    1_000, 1_000, 8_000, 8_000,
  ]);
});

it('is RabbitMQ where retries wait aside, unless order is asked for', () => {
  expect(defaultRetryOn('amqp', undefined).mode).toBe('delayed');
  expect(defaultRetryOn('amqp', 'none').mode).toBe('delayed');
  expect(defaultRetryOn('amqp', 'key').mode).toBe('blocking');
  expect(defaultRetryOn('kafka', 'none').mode).toBe('blocking');
  expect(defaultRetryOn('memory', undefined).mode).toBe('blocking');
});
