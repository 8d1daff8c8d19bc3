import { expect, it } from 'vitest';
import {
  InvalidMessageError,
  NoAnswerError,
  NotConnectedError,
  RequestTimeoutError,
} from '../../../templates/runtime/errors.js';
import { httpProblemOf } from '../../../templates/runtime/http.js';
import { uuidFrom } from '../../../templates/runtime/ids.js';
import { isUuid } from '../../../templates/runtime/validation/uuid.js';

it('names each fault of a body', () => {
  const issues = [
    { path: '/name', keyword: 'required', message: 'must be present' },
    { path: '', keyword: 'minProperties', message: 'must not be empty' },
  ];
  expect(httpProblemOf(new InvalidMessageError('payload', issues))).toEqual({
    status: 400,
    code: 'invalid',
    message: 'name must be present; must not be empty',
  });
});

it('tells a client whether to try again, and nothing of the broker', () => {
  expect(httpProblemOf(new RequestTimeoutError('no reply on amq.gen-1'))).toMatchObject({
    status: 504,
    code: 'no-answer',
  });
  const problem = httpProblemOf(new NotConnectedError('10.0.0.7:9092 refused'));
  expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryAfter: 2 });
  expect(problem?.message).not.toContain('10.0.0.7');
});

it('says that nothing was done while the broker is away', () => {
  expect(httpProblemOf(new NoAnswerError('did not answer'))).toMatchObject({ status: 504 });
});

it('leaves other errors to the program', () => {
  expect(httpProblemOf(new TypeError('x is not a function'))).toBeUndefined();
  expect(httpProblemOf('text')).toBeUndefined();
});

it('makes the same UUID of the same text, and another of another', () => {
  expect(uuidFrom('pet 1')).toBe(uuidFrom('pet 1'));
  expect(uuidFrom('pet 1')).not.toBe(uuidFrom('pet 2'));
  expect(isUuid(uuidFrom('pet 1'))).toBe(true);
  expect(uuidFrom('pet 1')[14]).toBe('8');
});
