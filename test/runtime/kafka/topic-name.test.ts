import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decodeParameter,
  encodeParameter,
  selectTopics,
  topicOf,
} from '../../../templates/runtime/kafka/topic-name.js';
import { channelOf } from './harness.js';

/** Text in which what looks like our escapes is likely. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom('_', 'x', '4', '1', 'F', 'x41', '_x41_', '.', '-', 'é', '%'),
      fc.string({ unit: 'binary' }),
    ),
    { minLength: 1 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '' && text === Buffer.from(text).toString());

it('writes every value in letters that Kafka allows, and reads it back', () => {
  fc.assert(
    fc.property(tricky, (value) => {
      const text = encodeParameter(value);
      expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeParameter(text)).toBe(value);
    }),
    { numRuns: 2_000 },
  );
});

it('writes two values in two ways', () => {
  fc.assert(
    fc.property(tricky, tricky, (one, other) => {
      expect(encodeParameter(one) === encodeParameter(other)).toBe(one === other);
    }),
  );
});

it('leaves plain values as they are', () => {
  expect(encodeParameter('north-7_b')).toBe('north-7_b');
  expect(encodeParameter('a.b/é')).toBe('a_x2E_b_x2F__xC3__xA9_');
  expect(encodeParameter('_x41_')).toBe('_x5F_x41_');
});

it('does not read what it never writes', () => {
  expect(decodeParameter('_x41_')).toBeUndefined();
  expect(decodeParameter('_xFF_')).toBeUndefined();
});

it('prefers the topic of the binding', () => {
  const channel = channelOf('address', { bindings: { kafka: { topic: 'bound.{id}' } } });
  expect(topicOf(channel, { id: 'a b' })).toBe('bound.a_x20_b');
});

it.each(['a/b', '', '..', 'x'.repeat(250), 'sp ace'])('refuses the topic %j', (address) => {
  expect(() => topicOf(channelOf(address), {})).toThrow(/is no topic/);
});

it('refuses a parameter without a value', () => {
  expect(() => topicOf(channelOf('a.{id}'), {})).toThrow(/parameter id has no value/);
  expect(() => topicOf(channelOf('a.{id}'), { id: '' })).toThrow(/parameter id has no value/);
});

it('refuses a channel without an address', () => {
  expect(() => topicOf({ ...channelOf(''), address: null }, {})).toThrow(/has no address/);
});

it('takes names of object members for parameters', () => {
  const channel = channelOf('a.{__proto__}.{constructor}');
  const selection = selectTopics(channel, {});
  if (!('match' in selection)) throw new Error('a pattern was expected');
  const params = selection.match('a.x.y')?.params ?? {};
  expect(Object.entries(params)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

it('combines enums with given values, and finds the rest by pattern', () => {
  const channel = channelOf('a+b.{x}.{y}', {
    parameters: { x: { enum: ['1', '2'] }, y: {} },
  });
  const fixed = selectTopics({ ...channel, address: 'a.{x}.{y}' }, { y: 'z' });
  expect(fixed).toMatchObject({ fixed: [{ params: { x: '1' } }, { params: { x: '2' } }] });
  const open = selectTopics(channel, {});
  if (!('match' in open)) throw new Error('a pattern was expected');
  expect(open.match('a+b.1._x2E_')?.params).toEqual({ x: '1', y: '.' });
  expect(open.match('a+b.3.q')).toBeUndefined();
  expect(open.match('aab.1.q')).toBeUndefined();
});
