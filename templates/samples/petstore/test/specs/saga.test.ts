import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newSaga, react } from '../../src/services/adoptions/saga.js';
import type { Input, Reaction, Saga } from '../../src/services/adoptions/types.js';

const at = '2026-03-13T10:00:00.000Z';
const ids = {
  adoptionId: '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b',
  petId: '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d',
  customerId: '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
};
const limits = { stepTimeout: 30_000 };
const failure = { code: 'no', message: 'No.' };

/** A saga that somebody talks to; `ordered` is what it asked for, in order. */
class Talk {
  saga: Saga = newSaga(ids, at);
  last: Reaction = { saga: this.saga, orders: [], events: [], sendEmail: false };
  readonly ordered: string[] = [];

  constructor() {
    this.hear({ type: 'started', at });
  }

  hear(input: Input): this {
    this.last = react(this.saga, input, limits);
    this.saga = this.last.saga;
    this.ordered.push(...this.last.orders.map(({ step, undo }) => (undo ? `undo ${step}` : step)));
    return this;
  }

  get commandId(): string {
    return this.saga.pending?.commandId ?? 'none';
  }

  done(times = 1): this {
    for (let n = 0; n < times; n += 1) {
      const certificateUrl = 'http://localhost/certificate';
      this.hear({ type: 'done', at, commandId: this.commandId, certificateUrl });
    }
    return this;
  }

  refused(): this {
    return this.hear({ type: 'refused', at, commandId: this.commandId, failure });
  }

  timeout(): this {
    return this.hear({ type: 'timeout', at, commandId: this.commandId });
  }
}

const forward = [
  'reserve-pet',
  'charge-fee',
  'issue-certificate',
  'schedule-vet-appointment',
  'adopt-pet',
];

describe('an adoption', () => {
  test('goes through its steps and is completed; the email is ordered and not waited for', () => {
    const talk = new Talk().done(5);
    assert.deepEqual(talk.ordered, forward);
    assert.equal(talk.saga.status, 'completed');
    assert.equal(talk.last.sendEmail, true);
    assert.deepEqual(
      talk.last.events.map(({ type }) => type),
      ['AdoptionCompleted'],
    );
  });

  for (const [refusedAt, step] of forward.entries()) {
    test(`that is refused at ${step} undoes what was done, in reverse order`, () => {
      const talk = new Talk().done(refusedAt).refused().done(refusedAt);
      const undone = forward.slice(0, refusedAt).reverse();
      assert.deepEqual(talk.ordered, [
        ...forward.slice(0, refusedAt + 1),
        ...undone.map((one) => `undo ${one}`),
      ]);
      assert.equal(talk.saga.status, 'failed');
      const [event] = talk.last.events;
      assert.deepEqual(event?.type === 'AdoptionFailed' && event.payload.undone, undone);
      assert.deepEqual(event?.type === 'AdoptionFailed' && event.payload.failure, failure);
    });
  }

  test('that hears nothing of a step undoes that step as well', () => {
    const talk = new Talk().done(1).timeout().done(2);
    assert.deepEqual(talk.ordered.slice(2), ['undo charge-fee', 'undo reserve-pet']);
    assert.equal(talk.saga.failure?.code, 'timeout');
  });

  test('asks for the hand-over until there is an answer, with the same command', () => {
    const talk = new Talk().done(4);
    const { commandId } = talk;
    talk.timeout().timeout();
    assert.equal(talk.commandId, commandId);
    assert.deepEqual(talk.ordered.slice(4), ['adopt-pet', 'adopt-pet', 'adopt-pet']);
    assert.equal(talk.done().saga.status, 'completed');
  });

  test('tries to undo for ever; after ten times somebody should have a look', () => {
    const talk = new Talk().done(2).refused();
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      assert.equal(talk.saga.status, 'compensating');
      talk.refused();
      assert.ok((talk.last.wait ?? 0) > 0);
      talk.timeout();
    }
    assert.equal(talk.saga.status, 'needs-attention');
    assert.equal(talk.done(2).saga.status, 'failed');
  });

  test('does not hear answers that are doubled, late or of somebody else', () => {
    const talk = new Talk();
    const { commandId } = talk;
    talk.done();
    const before = talk.saga;
    talk.hear({ type: 'done', at, commandId });
    talk.hear({ type: 'refused', at, commandId, failure });
    talk.hear({ type: 'timeout', at, commandId: 'somebody else' });
    assert.equal(talk.saga, before);
    assert.deepEqual(talk.last.orders, []);
  });

  test('that is over stays as it is', () => {
    const talk = new Talk().done(5);
    const before = talk.saga;
    talk.hear({ type: 'started', at }).timeout();
    assert.deepEqual(talk.saga.status, before.status);
    assert.equal(talk.ordered.length, 5);
  });
});
