import fc from 'fast-check';
import type { JsonSchema } from '../../src/model/model.js';

const name = fc.constantFrom(
  ...['a', 'b', 'class', 'value', 'x-y', 'constructor', 'item', 'is', 'fail', 'path'],
  ...['theDateOnWhichTheAdoptionOfTheAnimalWasRecorded', 'größe', '種類', '~1/ü$`{'],
);
const text = fc.constantFrom('', 'a', 'ab', 'dog', '😀', '2024-02-29', 'x@y.org', "it's", 'a`${b}');
const number = fc.constantFrom(0, 1, -1, 2, 3, 0.1, 0.3, 1.5, 1e21, -7, 2147483648);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
/** Any JSON that is small. */
export const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
const small = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom('^a', 'b$', '^[a-z]+$', '.', '\\p{L}');

/** Schemas with every keyword of draft-07; `other` is a second one, to which they refer. */
export const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const sub = tie('schema');
  const list = fc.array(sub, { minLength: 1, maxLength: 3 });
  const optional = { requiredKeys: [] as [] };
  const strings = fc.record(
    {
      minLength: small,
      maxLength: small,
      pattern,
      format: fc.constantFrom('date', 'email', 'int32', 'uuid', 'nonsense'),
    },
    optional,
  );
  const numbers = fc.record(
    {
      minimum: number,
      maximum: number,
      exclusiveMinimum: number,
      exclusiveMaximum: number,
      multipleOf: fc.constantFrom(1, 2, 0.1, 1.5),
    },
    optional,
  );
  const arrays = fc.record(
    {
      items: fc.oneof(sub, list),
      additionalItems: sub,
      minItems: small,
      maxItems: small,
      uniqueItems: fc.boolean(),
    },
    optional,
  );
  // Alone: beside a tuple, Ajv takes an empty list for one that contains what it must.
  const containing = fc.record({ contains: sub, maxItems: small }, optional);
  const objects = fc.record(
    {
      properties: fc.dictionary(name, sub, { maxKeys: 4 }),
      required: fc.uniqueArray(name, { maxLength: 3 }),
      additionalProperties: sub,
      patternProperties: fc.dictionary(pattern, sub, { maxKeys: 2 }),
      minProperties: small,
      maxProperties: small,
      propertyNames: sub,
      dependencies: fc.dictionary(
        name,
        fc.oneof(sub, fc.uniqueArray(name, { minLength: 1, maxLength: 2 })),
        { maxKeys: 2 },
      ),
    },
    optional,
  );
  const combined = fc.record(
    { allOf: list, anyOf: list, oneOf: list, not: sub, if: sub, then: sub, else: sub },
    optional,
  );
  const typed = (given: fc.Arbitrary<object>, types: fc.Arbitrary<unknown>) =>
    fc.tuple(given, types).map(([keywords, t]) => ({ ...keywords, type: t }));
  const leaf = fc.oneof(
    type.map((t) => ({ type: t })),
    fc.constant({ $ref: 'other' }),
    fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
    value.map((v) => ({ const: v })),
    typed(strings, fc.constant('string')),
    typed(numbers, fc.constantFrom('number', 'integer', ['integer', 'null'])),
    strings,
    numbers,
    fc.boolean(),
  );
  // Branches that one property tells apart, mostly.
  const tagged = fc
    .record({
      tag: name,
      tags: fc.uniqueArray(fc.uniqueArray(scalar, { minLength: 1, maxLength: 2 }), {
        minLength: 1,
        maxLength: 3,
      }),
      others: fc.array(fc.record({ properties: fc.dictionary(name, leaf, { maxKeys: 2 }) }), {
        minLength: 3,
        maxLength: 3,
      }),
      types: fc.constantFrom({ type: 'object' }, { type: ['object', 'null'] }, {}),
      more: fc.array(fc.oneof(leaf, typed(arrays, fc.constant('array'))), { maxLength: 2 }),
      outer: fc.constantFrom({}, { type: 'object' }, { type: 'object', discriminator: 'a' }),
      keyword: fc.constantFrom('oneOf', 'anyOf'),
    })
    .map(({ tag, tags, others, types, more, outer, keyword }) => ({
      ...outer,
      [keyword]: [
        ...tags.map((values, i) => ({
          ...types,
          required: [tag],
          properties: { ...others[i]?.properties, [tag]: { enum: values } },
        })),
        ...more,
      ],
    }));
  const branch = fc.oneof(
    tagged,
    typed(objects, fc.constantFrom('object', ['object', 'null'])),
    typed(arrays, fc.constantFrom('array', ['array', 'string'])),
    typed(containing, fc.constant('array')),
    objects,
    arrays,
    combined,
    fc.tuple(combined, strings, numbers, objects, arrays).map((all) => Object.assign({}, ...all)),
    fc
      .tuple(objects, fc.array(value, { maxLength: 3 }))
      .map(([o, e]) => ({ ...o, enum: [...e, {}] })),
  );
  return { schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, branch) as never };
});
