import { InvalidArgumentError } from 'commander';

/** A number of things: a whole number from 0. @throws InvalidArgumentError */
export function toCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('Give a whole number.');
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** A time in milliseconds: `500ms`, `10s`, `2m`. @throws InvalidArgumentError */
export function toDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? NaN);
  if (milliseconds > 0 && Number.isSafeInteger(milliseconds)) return milliseconds;
  throw new InvalidArgumentError('Give a number and a unit: 500ms, 10s, 2m.');
}
