import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../templates/samples/petstore/src/kernel/log.js';
import { createClient } from '../../templates/samples/petstore/src/generated/index.js';
import { DeadLetterDesk } from '../../templates/samples/petstore/src/generated/runtime/dead-letters.js';
import { NonRetryableError } from '../../templates/samples/petstore/src/generated/runtime/errors.js';
import { memoryBus } from '../../templates/samples/petstore/src/generated/runtime/memory.js';
import type {
  KeptLetter,
  MemoryBus,
} from '../../templates/samples/petstore/src/generated/runtime/memory.js';

const ids = {
  adoptionId: '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b',
  petId: '5f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b',
  customerId: '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
};

/** What stands for a broker: it answers nothing about dead letters while it is away. */
let answers: Promise<void>;
let comeBack: () => void;
let bus: MemoryBus;
let calls: number;
let changes: number;
let desk: DeadLetterDesk;

beforeEach(async () => {
  answers = Promise.resolve();
  calls = 0;
  changes = 0;
  const letters = new Map<string, KeptLetter>();
  bus = memoryBus({
    log: createLog('silent'),
    confirm: 'handled',
    deadLetters: {
      add: async (letter) => void letters.set('1', { ...letter, id: '1' }),
      list: async (group) => {
        await answers;
        return [...letters.values()].filter((letter) => letter.group === group);
      },
      remove: async (id) => void letters.delete(id),
    },
  });
  const client = createClient(bus, { source: 'test' });
  desk = new DeadLetterDesk({
    boxes: { email: client.deadLetters('email') },
    buses: [bus],
    log: createLog('silent'),
    timeout: 100,
    onChange: () => {
      changes += 1;
    },
  });
  const handleEmailCommand = (): void => {
    calls += 1;
    if (calls === 1) throw new NonRetryableError('the mail server does not answer');
  };
  await client.subscribe('email', { handleEmailCommand }).ready;
  await client.sendEmailCommand(ids);
});

afterEach(() => bus.close());

const goAway = (): void => {
  answers = new Promise((resolve) => {
    comeBack = resolve;
  });
};

test('the broker is away: 504, and nothing is sent again, also not when it is back', async () => {
  goAway();
  const gone = { name: 'NoAnswerError' };
  await expect(desk.list()).rejects.toMatchObject(gone);
  await expect(desk.redrive('email', {})).rejects.toMatchObject(gone);
  comeBack();
  await expect.poll(() => desk.list().catch(() => [])).toHaveLength(1);
  await bus.settled();
  expect(calls).toBe(1);
});

test('the broker answers: what is asked for is sent again', async () => {
  expect(await desk.redrive('email', { filter: ({ id }) => id === 'another' })).toBe(0);
  expect(await desk.redrive('email', {})).toBe(1);
  await bus.settled();
  expect(calls).toBe(2);
  expect(await desk.list()).toEqual([]);
});

test('what is recent is told at once, and anew when there is something new', async () => {
  await bus.settled();
  expect(desk.recent()).toEqual([]);
  await expect.poll(() => desk.recent()).toMatchObject([{ group: 'email', attempts: 1 }]);
  expect(changes).toBe(1);
  await desk.redrive('email');
  expect(desk.recent()).toEqual([]);
  expect(changes).toBe(2);
});

test('a broker that is away leaves what is recent as it was', async () => {
  await bus.settled();
  desk.recent();
  await expect.poll(() => desk.recent()).toHaveLength(1);
  goAway();
  await expect(desk.redrive('email')).rejects.toMatchObject({ name: 'NoAnswerError' });
  expect(desk.recent()).toHaveLength(1);
  comeBack();
});

test('a group that nobody named is a mistake of the program', async () => {
  await expect(desk.redrive('moon')).rejects.toThrow('there is no group moon here');
});
