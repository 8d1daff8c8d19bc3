import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PetStoreApi } from '../../templates/samples/petstore/src/demo/api.js';
import type { DeadLetter } from '../../templates/samples/petstore/src/demo/api.js';
import { builtSample } from './built-sample.js';
import type { BuiltSample } from './built-sample.js';

let folder: string;
let sample: BuiltSample;
let child: ChildProcess | undefined;

beforeEach(async () => {
  sample = await builtSample();
  folder = mkdtempSync(join(tmpdir(), 'petstore-dead-'));
});

afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
  sample.remove();
});

/** In memory, with the embedded database: what a new user has. */
const start = async (): Promise<PetStoreApi> => {
  child = spawn(process.execPath, [join(sample.folder, 'build/src/main.js')], {
    env: {
      PATH: process.env['PATH'],
      DATA_FOLDER: join(folder, 'data'),
      PORT: '0',
      RETRY_DELAY: '20',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const url = /http:\/\/localhost:\d+/.exec(line.toString())?.[0] ?? '';
  return new PetStoreApi(url, () => undefined);
};

const kill = async (): Promise<void> => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

test('dead letters outlive a kill in memory transport, and are sent again', async () => {
  const before = await start();
  await before.set('mail', false);
  const { adoptionId } = await before.adopt(await before.register('Buddy'));
  const isConfirmation = ({ type, key }: DeadLetter): boolean =>
    type === 'SendConfirmationEmail' && key === adoptionId;
  await before.until<DeadLetter[]>('/api/dead-letters', (all) => all.some(isConfirmation));
  await kill();

  const after = await start();
  const letters = await after.get<DeadLetter[]>('/api/dead-letters');
  expect(letters.find(isConfirmation)).toMatchObject({
    queue: 'email',
    message: 'the mail server does not answer',
  });
  await after.set('mail', true);
  await after.post('/api/dead-letters/redrive', { queue: 'email' });
  await after.mail(adoptionId, 'confirmation');
  await after.until<DeadLetter[]>('/api/dead-letters', (all) => !all.some(isConfirmation));
}, 240_000);
