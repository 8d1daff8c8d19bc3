/** A team's own test, as docs/verify.md shows it: messages that code makes, against the document. */
import { describe, expect, test } from 'vitest';
import { messageMatchers } from '../../src/vitest.js';
import { inProject } from '../support/paths.js';

expect.extend(await messageMatchers('fixtures/petstore/asyncapi.yaml', { cwd: inProject() }));

const adopted = () => ({
  adoptionId: '018f3a5e-7b1c-7c3e-9d52-0a1b2c3d4e5f',
  petId: '018f3a5e-7b1c-7c3e-9d52-0a1b2c3d4e60',
  customerId: '018f3a5e-7b1c-7c3e-9d52-0a1b2c3d4e61',
  timestamp: '2026-11-21T12:00:00Z',
});

const failureOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
};

describe('toMatchMessage', () => {
  test('passes for what the document says, by any of its names, or without one', () => {
    expect(adopted()).toMatchMessage('PetAdopted');
    expect(adopted()).toMatchMessage('petAdoptedMessage');
    expect(adopted()).toMatchMessage();
  });

  test('sees what JSON would carry: dates as text, nothing that is undefined', () => {
    const timestamp = new Date(0);
    expect({ ...adopted(), timestamp, shelterId: undefined }).toMatchMessage('PetAdopted');
  });

  test('opens an envelope', () => {
    const headers = { 'event-type': 'PetAdopted' };
    expect({ payload: adopted(), headers, key: 'a' }).toMatchMessage('PetAdopted');
    expect({ payload: adopted(), headers: { 'event-type': 'PetAvailable' } }).not.toMatchMessage(
      'PetAdopted',
    );
  });

  test('a failure names the place, the fault and the rule', () => {
    const message = failureOf(() =>
      expect({ ...adopted(), petId: 'rex' }).toMatchMessage('PetAdopted'),
    );
    expect(message).toBe(
      [
        'expected a PetAdopted of fixtures/petstore/asyncapi.yaml, but',
        '',
        '  /petId: `PetAdopted`: This must be a UUID, but it is the text "rex".',
        '    see fixtures/petstore/asyncapi.yaml:72:21',
        '',
      ].join('\n'),
    );
  });

  test('`not` fails for a message that fits', () => {
    expect(failureOf(() => expect(adopted()).not.toMatchMessage('PetAdopted'))).toContain(
      'expected this not to be a PetAdopted of fixtures/petstore/asyncapi.yaml, but it is one',
    );
  });

  test.each([
    ['a number without JSON', 1n, /cannot be sent as JSON.*BigInt/],
    ['nothing', undefined, /`undefined` has no JSON/],
  ])('%s is a failure with words', (_what, value, words) => {
    expect(failureOf(() => expect(value).toMatchMessage('PetAdopted'))).toMatch(words);
  });

  test('a name that the document does not have is a mistake of the test', () => {
    expect(failureOf(() => expect(adopted()).not.toMatchMessage('PetAdoptd'))).toBe(
      'The document has no message `PetAdoptd`. Did you mean `PetAdopted`?',
    );
  });

  test('a document with errors, or none, is told at once', async () => {
    const cwd = inProject('fixtures');
    await expect(messageMatchers('nowhere.yaml', { cwd })).rejects.toThrow(
      /nowhere\.yaml cannot be verified against:\n {2}nowhere\.yaml:1:1 The file cannot be read/,
    );
  });
});
