import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoutingKey } from '../../../templates/runtime/amqp/address.js';
import { channel } from './support.js';

const key = (address: string, parameters = {}): RoutingKey =>
  new RoutingKey(address, channel(address, { parameters }));

describe('routing keys', () => {
  it('reads back whatever it wrote', () => {
    const address = key('pet.{species}.{id}.adopted');
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
        fc.string({ minLength: 1, maxLength: 20 }),
        (species, id) => {
          const filled = address.fill({ species, id });
          expect(filled.split('.')).toHaveLength(4);
          expect(filled).not.toMatch(/[*#]/);
          expect({ ...address.parse(filled) }).toEqual({ species, id });
        },
      ),
    );
  });

  it.each([
    ['pet.{id}.adopted', {}, {}, ['pet.*.adopted']],
    ['pet.{id}.adopted', {}, { id: 'a.b' }, ['pet.a%2Eb.adopted']],
    ['pet/{id}/adopted', {}, {}, ['*']],
    ['{queue}', {}, {}, ['*']],
    ['pet.{k}.{id}', { k: { enum: ['cat', 'dog'] } }, {}, ['pet.cat.*', 'pet.dog.*']],
    ['pet.x-{id}.y', {}, {}, ['pet.*.y']],
    ['pet.#', {}, {}, ['pet.#']],
    ['/', {}, {}, ['/']],
  ])('binds %s with %j and %j', (address, parameters, params, bindings) => {
    expect(key(address, parameters).bindings(params)).toEqual(bindings);
  });

  it('binds a wildcard instead of too many combinations', () => {
    const values = Array.from({ length: 20 }, (_, n) => `v${n}`);
    const parameters = { a: { enum: values }, b: { enum: values } };
    expect(key('{a}.{b}', parameters).bindings({})).toEqual(['*.*']);
  });

  it('knows what is not of its address', () => {
    expect(key('pet.{id}').parse('pet.a.b')).toBeUndefined();
    expect(key('pet.{id}').parse('pets.a')).toBeUndefined();
    expect(key('a+b(c).{id}').parse('a+b(c).1')).toEqual({ id: '1' });
  });

  it('keeps names of parameters that are special in JavaScript', () => {
    const parsed = key('pet.{__proto__}.{constructor}').parse('pet.a.b');
    expect(Object.entries(parsed ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});
