import { expect, it } from 'vitest';
import { deadLetterTopic } from '../../../templates/runtime/kafka/subscription.js';
import { UnknownTargetError } from '../../../templates/runtime/errors.js';
import { channelOf, sourceOf } from './harness.js';

const dead = (deadLetter: string | undefined): string => {
  const source = { ...sourceOf(channelOf('pet.{id}')), deadLetter };
  return deadLetterTopic({ source, topic: 'pet.a_x2E_b', params: { id: 'a.b' } }, 'email/1');
};

it.each([
  [undefined, 'pet.a_x2E_b.email_x2F_1.dlq'],
  ['graveyard', 'graveyard'],
  ['dead.{queue}', 'dead.pet.a_x2E_b.email_x2F_1'],
  // As in the topic itself: it can be read back.
  ['dead.{id}', 'dead.a_x2E_b'],
])('puts the dead letters of x-dead-letter %s into %s', (deadLetter, topic) => {
  expect(dead(deadLetter)).toBe(topic);
});

it('refuses a placeholder that nothing fills', () => {
  expect(() => dead('dead.{constructor}')).toThrow(UnknownTargetError);
});
