import fc from 'fast-check';
import type { JsonSchema } from '../../src/model/model.js';

/** The schemas that random ones refer to. */
export const NAMED: Readonly<Record<string, JsonSchema>> = {
  Pet: { type: 'object', required: ['kind'], properties: { kind: { const: 'pet' }, a: {} } },
  Money: { type: ['number', 'null'] },
  AVeryLongNameOfASchemaThatMakesLinesBreak: { type: 'array', items: { type: 'string' } },
};

const names = fc.constantFrom(
  ...['a', 'kind', 'event-id', '@type', '__proto__', '1', 'größe', 'customerInformation'],
  'aRatherLongPropertyNameThatMakesThingsBreak',
);

const texts = fc.oneof(
  fc.constantFrom(
    'a',
    'pet',
    "it's",
    'say "hi"',
    '`${x}`',
    '\u2028',
    '全角文字',
    'a longer literal text',
  ),
  fc.string({ maxLength: 12 }),
);

/** Any scalar that an `enum` may list. */
export const scalars = fc.oneof(
  texts,
  fc.integer({ min: -9, max: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
  fc.boolean(),
);

/**
 * Every object has a `kind`, and every schema of one declares it: TypeScript refuses an object that
 * shares no property with a type of optional ones only, whatever JSON Schema says.
 */
const withKind = <T>(
  objects: fc.Arbitrary<Record<string, T>>,
  kinds: fc.Arbitrary<T>,
): fc.Arbitrary<Record<string, T>> =>
  fc.tuple(objects, kinds).map(([object, kind]) => ({ kind, ...object }));

/** JSON values made of the names and texts that random schemas speak of. */
export const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    withKind(fc.dictionary(names, tie('value'), { maxKeys: 4 }), tie('value')),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

const some = (schemas: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
  fc.array(schemas, { minLength: 1, maxLength: 4 });

const leaves = fc.oneof(
  fc.constantFrom(
    ...[{ type: 'string' }, { type: 'integer' }, {}, { type: ['string', 'null'] }],
    ...[{ type: 'object' }, { type: 'array' }, { type: 'boolean', description: 'A flag.' }],
    ...[{ type: 'string', nullable: true }, { not: { type: 'string' } }],
  ),
  fc.constantFrom(...Object.keys(NAMED).map(($ref) => ({ $ref }))),
  fc.record({ enum: fc.uniqueArray(scalars, { minLength: 1, maxLength: 8 }) }),
  fc.boolean(),
);

/** Random draft-07 schemas over the keywords that decide about a type. */
export const schemas = fc.letrec((tie) => {
  const schema = tie('schema');
  const properties = withKind(fc.dictionary(names, schema, { maxKeys: 4 }), schema);
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      leaves,
      fc.record(
        {
          type: fc.constantFrom('object', ['object', 'null']),
          properties,
          required: fc.uniqueArray(names, { maxLength: 3 }),
          description: fc.constantFrom('x', 'An object.\nIn two lines.'),
          additionalProperties: schema,
          patternProperties: fc.dictionary(fc.constantFrom('^a', '.*', '^@'), schema, {
            maxKeys: 2,
          }),
          anyOf: some(schema),
          if: schema,
          then: schema,
          else: schema,
        },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        { type: fc.constant('array'), items: schema, minItems: fc.nat(2) },
        { requiredKeys: ['type', 'items'] },
      ),
      fc.record(
        {
          type: fc.constant('array'),
          items: some(schema),
          minItems: fc.nat(5),
          maxItems: fc.nat(5),
          additionalItems: schema,
        },
        { requiredKeys: ['type', 'items'] },
      ),
      fc.record({ oneOf: some(schema) }),
      fc.record({ anyOf: some(schema) }),
      fc.record({ allOf: some(schema) }),
    ),
  };
}).schema as fc.Arbitrary<JsonSchema>;
