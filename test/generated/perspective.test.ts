import { beforeAll, describe, expect, test } from 'vitest';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { petevents } from '../support/cli.js';
import { writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';
import { runModule } from '../support/run-module.js';
import { typecheck } from '../support/typecheck.js';

const CONFIG = `version: 1
documents:
  - { document: asyncapi.yaml, out: application }
  - { document: asyncapi.yaml, out: counterpart, perspective: counterpart }
`;

const PROGRAM = `import { createClient } from './application/index.js';
import { createClient as createCounterpart } from './counterpart/index.js';
import { memoryBus } from './runtime/memory.js';

const bus = memoryBus();
const application = createClient(bus);
const counterpart = createCounterpart(bus);

await application.subscribe('application', {
  onThing: ({ payload }) => console.log('application handled', payload.thingId),
  answerQuote: ({ payload }) => ({ item: payload.item, price: 42 }),
}).ready;
await counterpart.subscribe('counterpart', {
  publishThing: ({ payload }) => console.log('counterpart handled', payload.thingId),
  requestQuote: ({ payload }) => ({ item: payload.item, price: 7 }),
}).ready;

await application.publishThing({ thingId: 'from the application', sequence: 1 });
await bus.settled();
await counterpart.onThing({ thingId: 'from the counterpart', sequence: 2 });
await bus.settled();
await bus.close();
`;

describe('two sides of one document, over one bus and one shared run time', () => {
  let folder: string;

  beforeAll(async () => {
    folder = scratch('perspective');
    copyFileSync(inProject('fixtures/contract/asyncapi.yaml'), join(folder, 'asyncapi.yaml'));
    writeFileSync(join(folder, 'petevents.yaml'), CONFIG);
    expect(await petevents(['generate'], { cwd: folder })).toMatchObject({ exitCode: 0 });
    writeFolder(folder, [{ path: 'main.ts', text: PROGRAM }]);
  });

  test('what one sends, the other receives', async () => {
    const { stdout } = await runModule(folder, 'main.ts');
    expect(stdout.trimEnd().split('\n').sort()).toEqual([
      'application handled from the application',
      'application handled from the counterpart',
      'counterpart handled from the application',
      'counterpart handled from the counterpart',
    ]);
  });

  test('compiles strictly', async () => {
    expect(await typecheck(folder)).toEqual([]);
  });
});
