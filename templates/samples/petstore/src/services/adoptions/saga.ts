import type { AdoptionCompleted, AdoptionIds, Step } from '../../generated/index.js';
import { uuidFrom } from '../../generated/runtime/ids.js';
import {
  steps,
  type Input,
  type Limits,
  type Order,
  type Reaction,
  type Saga,
  type Status,
  type StepState,
} from './types.js';

/** Tries to undo a step after which somebody should have a look. */
const patience = 10;

export const newSaga = (ids: AdoptionIds, at: string): Saga => ({
  ids,
  status: 'processing',
  steps: steps.map((step) => ({ step, state: 'waiting', at })),
});

/** The saga's mind: pure, so a test needs no clock, no database and no bus. */
export const react = (saga: Saga, input: Input, limits: Limits): Reaction => {
  const { pending } = saga;
  if (input.type === 'started') {
    const isNew = saga.steps.every(({ state }) => state === 'waiting');
    return isNew ? order(saga, steps[0], input.at, limits) : ignore(saga);
  }
  // An answer to an order that is settled, or was given up: late or doubled.
  if (pending?.commandId !== input.commandId) return ignore(saga);
  return pending.undo ? undoing(saga, pending, input, limits) : doing(saga, pending, input, limits);
};

type Answer = Exclude<Input, { readonly type: 'started' }>;

const ignore = (saga: Saga): Reaction => ({ saga, orders: [], events: [], sendEmail: false });

const doing = (saga: Saga, pending: Order, input: Answer, limits: Limits): Reaction => {
  const { step } = pending;
  switch (input.type) {
    case 'done': {
      const { certificateUrl, vetAppointmentDate } = input;
      const next: Saga = {
        ...mark(saga, step, 'done', input.at),
        ...(certificateUrl !== undefined && { certificateUrl }),
        ...(vetAppointmentDate !== undefined && { vetAppointmentDate }),
      };
      const following = steps[steps.indexOf(step) + 1];
      return following === undefined
        ? complete(next, input.at)
        : order(next, following, input.at, limits);
    }
    case 'refused':
      return turnBack(
        { ...mark(saga, step, 'failed', input.at), failure: input.failure },
        input.at,
        limits,
      );
    case 'timeout': {
      // Nobody knows whether the pet is handed over: ask until there is an answer. The same id, so
      // it is done once.
      if (step === 'adopt-pet')
        return { ...ignore(saga), orders: [pending], wait: limits.stepTimeout };
      const failure = { code: 'timeout', message: `No answer to ${step} in time.` };
      return turnBack({ ...mark(saga, step, 'timed-out', input.at), failure }, input.at, limits);
    }
  }
};

const undoing = (saga: Saga, pending: Order, input: Answer, limits: Limits): Reaction => {
  if (input.type === 'done') {
    return turnBack(mark(saga, pending.step, 'undone', input.at), input.at, limits);
  }
  if (input.type === 'refused') {
    // Tried again when its time is up: for ever, since half an adoption is no state to stay in.
    const wait = Math.min(2 ** pending.attempt * 1_000, 60_000);
    return { ...ignore(saga), wait };
  }
  const attempt = pending.attempt + 1;
  const again = attempt > patience ? { ...saga, status: 'needs-attention' as const } : saga;
  return send(again, { step: pending.step, undo: true, attempt }, limits);
};

/** The next thing to undo, in reverse order; or the end. */
const turnBack = (saga: Saga, at: string, limits: Limits): Reaction => {
  const open = saga.steps.findLast(({ state }) => state === 'done' || state === 'timed-out');
  if (open !== undefined) {
    const next = { ...mark(saga, open.step, 'undoing', at), status: 'compensating' as const };
    return send(next, { step: open.step, undo: true, attempt: 1 }, limits);
  }
  const undone = saga.steps.filter(({ state }) => state === 'undone').map(({ step }) => step);
  const { adoptionId, petId } = saga.ids;
  const failure = saga.failure ?? { code: 'unknown', message: 'No reason is known.' };
  const payload = { adoptionId, petId, failure, undone: undone.reverse() };
  return { ...ignore(settled(saga, 'failed')), events: [{ type: 'AdoptionFailed', payload }] };
};

/** The email is ordered, and nobody waits for it: an adoption does not fail because mail is down. */
const complete = (saga: Saga, timestamp: string): Reaction => {
  const { certificateUrl = '', vetAppointmentDate } = saga;
  const payload: AdoptionCompleted = {
    adoptionId: saga.ids.adoptionId,
    certificateUrl,
    timestamp,
    ...(vetAppointmentDate !== undefined && { vetAppointmentDate }),
  };
  const events = [{ type: 'AdoptionCompleted', payload }] as const;
  return { ...ignore(settled(saga, 'completed')), events, sendEmail: true };
};

const settled = ({ pending, ...saga }: Saga, status: Status): Saga => ({ ...saga, status });

const order = (saga: Saga, step: Step | undefined, at: string, limits: Limits): Reaction =>
  step === undefined
    ? ignore(saga)
    : send(mark(saga, step, 'running', at), { step, undo: false, attempt: 1 }, limits);

const send = (saga: Saga, what: Omit<Order, 'commandId'>, limits: Limits): Reaction => {
  const { step, undo, attempt } = what;
  // The same order has the same id, whoever works it out and how often.
  const commandId = uuidFrom(`${saga.ids.adoptionId} ${step} ${undo} ${attempt}`);
  const pending = { ...what, commandId };
  return { ...ignore({ ...saga, pending }), orders: [pending], wait: limits.stepTimeout };
};

const mark = (saga: Saga, step: Step, state: StepState, at: string): Saga => ({
  ...saga,
  steps: saga.steps.map((one) => (one.step === step ? { step, state, at } : one)),
});
