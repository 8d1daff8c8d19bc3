import { describe, expect, test } from 'vitest';
import type { JsonSchema, Schema } from '../../src/model/model.js';
import { load, moduleOf, schemas } from './support.js';

const kind = (value: unknown, others: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  required: ['kind', ...Object.keys(others)],
  properties: { kind: { const: value }, ...others },
});
const ADDED = kind('added', { count: { type: 'integer', minimum: 1 } });
const REMOVED = kind('removed', { reason: { type: 'string' } });

type Components = Readonly<Record<string, JsonSchema>>;

/** Components under the names that a document gives them. */
function model(main: JsonSchema, components: Components): Map<string, Schema> {
  const all = schemas({ main, ...components });
  return new Map(
    [...all].map(([id, schema]) => [
      id,
      { ...schema, origin: { uri: '', pointer: `/components/schemas/${id}` } },
    ]),
  );
}

function faults(main: JsonSchema, value: unknown, components: Components = {}): string[] {
  const validator = load(model(main, components)).get('main');
  const issues = validator?.issues(value) ?? [];
  expect(validator?.is(value)).toBe(issues.length === 0);
  return issues.map(({ path, keyword, message }) => `${path} ${keyword}: ${message}`);
}

describe.each(['oneOf', 'anyOf'] as const)('%s', (keyword) => {
  const fits = keyword === 'oneOf' ? 'exactly' : 'at least';

  test('a constant selects the branch whose faults are told', () => {
    const main = { [keyword]: [ADDED, REMOVED] };
    expect(faults(main, { kind: 'added', count: 1 })).toEqual([]);
    expect(faults(main, { kind: 'added', count: 0 })).toEqual([
      '/count minimum: must be at least 1',
    ]);
    expect(faults(main, { kind: 'removed' })).toEqual(['/reason required: must be present']);
  });

  test('a value that selects none: one issue, with what tells the branches apart', () => {
    const main = { [keyword]: [ADDED, REMOVED] };
    const none = [
      ` ${keyword}: must fit ${fits} one of 2 schemas, told apart by "kind": "added", "removed"`,
    ];
    expect(faults(main, { kind: 'moved' })).toEqual(none);
    expect(faults(main, {})).toEqual(none);
    expect(faults(main, 1)).toEqual(none);
  });

  test('a list of values selects as well, in referenced branches and in their bases', () => {
    const components = {
      Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      Cat: {
        allOf: [
          { $ref: 'Base' },
          { type: 'object', required: ['is'], properties: { is: { enum: ['cat', 'kitten'] } } },
        ],
      },
      Dog: {
        allOf: [
          { $ref: 'Base' },
          { type: 'object', required: ['is'], properties: { is: { enum: ['dog'] } } },
        ],
      },
    } as const;
    const main: JsonSchema = {
      type: 'object',
      required: ['pet'],
      properties: { pet: { [keyword]: [{ $ref: 'Cat' }, { $ref: 'Dog' }] } },
    };
    expect(faults(main, { pet: { is: 'kitten' } }, components)).toEqual([
      '/pet/id required: must be present',
    ]);
    expect(faults(main, { pet: { is: 'dog', id: 1 } }, components)).toEqual([
      '/pet/id type: must be a string',
    ]);
  });

  test('a discriminator selects by the names of the schemas', () => {
    const named = (others: Components): JsonSchema => ({
      type: 'object',
      required: ['petType', ...Object.keys(others)],
      properties: { petType: { type: 'string' }, ...others },
    });
    const components = { Cat: named({ lives: { type: 'integer' } }), Dog: named({ barks: {} }) };
    const main: JsonSchema = {
      discriminator: 'petType',
      [keyword]: [{ $ref: 'Cat' }, { $ref: 'Dog' }],
    };
    expect(faults(main, { petType: 'Cat', lives: 9 }, components)).toEqual([]);
    expect(faults(main, { petType: 'Cat', lives: 'x' }, components)).toEqual([
      '/lives type: must be an integer',
    ]);
    expect(faults(main, { petType: 'Cow' }, components)).toHaveLength(1);
    const both = faults(main, { petType: 'Cat', lives: 9, barks: 1 }, components);
    expect(both).toHaveLength(keyword === 'oneOf' ? 1 : 0);
  });

  test('the only branch for objects is selected by that', () => {
    const main = { [keyword]: [{ type: 'null' }, ADDED, { type: 'string' }] };
    expect(faults(main, null)).toEqual([]);
    expect(faults(main, 'x')).toEqual([]);
    expect(faults(main, { kind: 'added' })).toEqual(['/count required: must be present']);
    expect(faults(main, 1)).toEqual([` ${keyword}: must fit ${fits} one of 3 schemas`]);
  });

  test('an object beside the branches says the type for them', () => {
    const untyped = (value: string): JsonSchema => ({
      required: ['n'],
      properties: { kind: { const: value }, n: { type: 'number' } },
    });
    const main: JsonSchema = {
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string' } },
      [keyword]: [untyped('a'), untyped('b')],
    };
    expect(faults(main, { kind: 'b', n: 1 })).toEqual([]);
    expect(faults(main, { kind: 'b', n: '1' })).toEqual(['/n type: must be a number']);
    expect(faults(main, [])).toEqual([' type: must be an object']);
  });

  test('names that every object inherits, and hostile ones, select too', () => {
    for (const name of ['constructor', '__proto__', "it's `${x}`"]) {
      const branch = (value: unknown): JsonSchema => ({
        type: 'object',
        required: [name, 'n'],
        properties: Object.fromEntries([
          [name, { const: value }],
          ['n', { type: 'null' }],
        ]),
      });
      const main = { [keyword]: [branch(1), branch(true)] };
      const value = Object.fromEntries([
        [name, true],
        ['n', 1],
      ]);
      expect(faults(main, value), name).toEqual(['/n type: must be null']);
      expect(faults(main, {}), name).toHaveLength(1);
    }
  });

  test.each<[string, JsonSchema[], unknown]>([
    ['two branches with the same constant', [ADDED, ADDED], { kind: 'added' }],
    ['an optional constant', [{ ...(ADDED as object), required: [] }, REMOVED], { kind: 'x' }],
    ['branches without a constant', [{ type: 'object', maxProperties: 0 }, ADDED], { kind: 1 }],
    ['two types', [{ type: ['object', 'null'], maxProperties: 0 }, ADDED], { kind: 1 }],
    ['numbers', [{ type: 'integer' }, { type: 'number', minimum: 3 }], 0.5],
  ])('%s: one issue with the number of branches', (_, branches, value) => {
    expect(faults({ [keyword]: branches }, value)).toEqual([
      ` ${keyword}: must fit ${fits} one of 2 schemas`,
    ]);
  });
});

test('a property of which the branches ask nothing in the end gets no variable', () => {
  const either: JsonSchema = { anyOf: [{ type: 'string' }, true] };
  const all = schemas({ main: { type: 'object', properties: { a: either, b: { type: 'null' } } } });
  const [main] = all.values();
  if (main === undefined) throw new Error('nothing');
  expect(moduleOf(main, all)).toContain('const { b } = value;');
});

describe('oneOf of types that no value shares', () => {
  const text = { type: 'string', minLength: 1 } as const;
  const main = { oneOf: [{ type: 'null' }, text, { type: 'integer' }] } as const;

  test('reads as a choice: nothing is counted', () => {
    const [schema] = schemas({ main }).values();
    expect(schema && moduleOf(schema, schemas({ main }))).not.toContain('isOnlyOne');
  });

  test('still tells that exactly one must fit', () => {
    expect([null, 'a', 1].flatMap((value) => faults(main, value))).toEqual([]);
    expect(faults(main, '')).toEqual([' oneOf: must fit exactly one of 3 schemas']);
  });

  test('an integer is a number too: these are counted', () => {
    const numbers = { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 5 }] };
    expect(faults(numbers, 7)).toEqual([' oneOf: must fit exactly one of 2 schemas']);
  });
});
