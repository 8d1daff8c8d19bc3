import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../templates/samples/petstore/src/kernel/app.js';
import { createLog } from '../../templates/samples/petstore/src/kernel/log.js';
import { DeadLetterOffice } from '../../templates/samples/petstore/src/services/api/dead-letters.js';
import { createClient } from '../../templates/samples/petstore/src/generated/index.js';
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
let office: DeadLetterOffice;

beforeEach(async () => {
  answers = Promise.resolve();
  calls = 0;
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
  const app = { bus, domainBus: bus, db: { query: async () => ({ rows: [] }) } };
  office = new DeadLetterOffice({ ...app, log: createLog('silent') } as unknown as App, 100);
  const client = createClient(bus, { source: 'test' });
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
  await expect(office.list()).rejects.toMatchObject(gone);
  await expect(office.redrive('email', {})).rejects.toMatchObject(gone);
  comeBack();
  await expect.poll(() => office.list().catch(() => [])).toHaveLength(1);
  await bus.settled();
  expect(calls).toBe(1);
});

test('the broker answers: what is asked for is sent again', async () => {
  expect(await office.redrive('email', { filter: ({ id }) => id === 'another' })).toBe(0);
  expect(await office.redrive('email', {})).toBe(1);
  await bus.settled();
  expect(calls).toBe(2);
  expect(await office.list()).toEqual([]);
});
