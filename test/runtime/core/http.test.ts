import { expect, it } from 'vitest';
import {
  InvalidMessageError,
  NoAnswerError,
  NotConnectedError,
  RequestTimeoutError,
} from '../../../templates/runtime/errors.js';
import { httpProblemOf, messageContextOf, requestIdOf } from '../../../templates/runtime/http.js';
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

it('takes what a request brings, where it can go on, and makes what it lacks', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const whole = { 'x-correlation-id': 'shop:7', traceparent, tracestate: 'vendor=1' };
  expect(messageContextOf(new Headers(whole))).toEqual({
    correlationId: 'shop:7',
    traceparent,
    tracestate: 'vendor=1',
  });
  for (const given of ['', 'two words', 'x'.repeat(129)]) {
    const context = messageContextOf(new Headers({ 'x-correlation-id': given }));
    expect(Object.keys(context)).toEqual(['correlationId']);
    expect(isUuid(context.correlationId)).toBe(true);
  }
});

it('knows a repeated request by its key', () => {
  const keyed = (key: string) => requestIdOf(new Headers({ 'Idempotency-Key': key }));
  expect(keyed('order 1')).toBe(keyed('order 1'));
  expect(keyed('order 1')).not.toBe(keyed('order 2'));
  const id = '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b';
  expect(keyed(id)).toBe(id);
  expect(keyed(`urn:uuid:${id.toUpperCase()}`)).toBe(id);
  expect(requestIdOf(new Headers())).not.toBe(requestIdOf(new Headers()));
});
