import { describe, expect, test, vi } from 'vitest';
import { checkExamples } from '../../../../src/outputs/docs/examples.js';
import { modelOf } from '../../model/support.js';

const loaded = vi.fn();
vi.mock(import('../../../../src/outputs/docs/example-checker.js'), async (original) => {
  loaded();
  return original();
});

const message = (schema: string, examples: string): string =>
  `components: { messages: { Pet: { payload: ${schema}${examples} } } }`;

/** What is said of the example of a payload. */
async function verdictOn(schema: string, payload: string) {
  const model = modelOf(message(schema, `, examples: [{ payload: ${payload} }]`));
  const verdicts = await checkExamples(model);
  return verdicts(model.messages[0]?.id ?? '', 0);
}

const FINE = { faults: [], unchecked: false };

describe('examples', () => {
  // The first test of the file: a module is loaded only once.
  test('load Ajv, and a document without examples does not', async () => {
    const model = modelOf(message('{ type: string }', ''));
    const verdicts = await checkExamples(model);
    expect(verdicts(model.messages[0]?.id ?? '', 0)).toEqual(FINE);
    expect(loaded).not.toHaveBeenCalled();
    await verdictOn('{ type: string }', 'x');
    expect(loaded).toHaveBeenCalledOnce();
  });

  test('are checked against payload and headers, with the place of each fault', async () => {
    const model = modelOf(`components: { messages: { Pet: {
      headers: { type: object, required: [id] },
      payload: { properties: { age: { type: integer }, name: { type: string } } },
      examples: [{ headers: {}, payload: { age: x, name: 1 } }, { payload: { age: 1 } }] } } }`);
    const verdicts = await checkExamples(model);
    const id = model.messages[0]?.id ?? '';
    expect(verdicts(id, 0)).toEqual({
      faults: [
        'payload/age must be integer',
        'payload/name must be string',
        "headers must have required property 'id'",
      ],
      unchecked: false,
    });
    expect(verdicts(id, 1)).toEqual(FINE);
  });

  test.each([
    ['a boolean bound of draft-04', '{ type: number, minimum: 5, exclusiveMinimum: true }', '7'],
    ['`required` on a property, as in draft-03', '{ properties: { a: { required: true } } }', '{}'],
    ['`id` in place of `$id`', '{ id: pet, type: string }', 'x'],
    ['a pattern without Unicode mode', "{ type: string, pattern: '^\\-$' }", "'-'"],
    ['a format that nobody knows', '{ type: string, format: pet-id }', 'x'],
    ['`nullable`', '{ type: string, nullable: true }', 'null'],
    ['a discriminator', '{ discriminator: kind, properties: { kind: { type: string } } }', '{}'],
  ])('are checked in spite of %s', async (_habit, schema, payload) => {
    expect(await verdictOn(schema, payload)).toEqual(FINE);
  });

  test.each([
    ['a pattern that is no regular expression', "{ type: string, pattern: '(' }"],
    ['a type that there is not', '{ type: cat }'],
  ])('are said to be unchecked where the schema has %s', async (_fault, schema) => {
    expect(await verdictOn(schema, 'x')).toEqual({ faults: [], unchecked: true });
  });

  test('follow references in circles', async () => {
    const model = modelOf(`components:
  schemas: { Node: { properties: { next: { $ref: '#/components/schemas/Node' }, at: { type: integer } } } }
  messages:
    Pet:
      payload: { $ref: '#/components/schemas/Node' }
      examples: [{ payload: { next: { next: { at: x } } } }]`);
    const verdicts = await checkExamples(model);
    expect(verdicts(model.messages[0]?.id ?? '', 0).faults).toEqual([
      'payload/next/next/at must be integer',
    ]);
  });
});
