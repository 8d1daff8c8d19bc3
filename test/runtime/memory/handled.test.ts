import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../../fixtures/contract/expected/index.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import { silent } from '../core/support.js';

const warnings: string[] = [];
const onWarning = ({ name, message }: Error): void => void warnings.push(`${name}: ${message}`);

afterEach(() => {
  process.off('warning', onWarning);
});

it('many publishes wait for their handlers, and Node has nothing to warn of', async () => {
  process.on('warning', onWarning);
  const bus = memoryBus({ log: silent, confirm: 'handled' });
  const client = createClient(bus);
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  await client.subscribe('g', { onThing: () => held }, { concurrency: 100 }).ready;
  const sent = Array.from({ length: 50 }, (_, sequence) =>
    client.publishThing({ thingId: String(sequence), sequence }),
  );
  await new Promise(setImmediate);
  go();
  await Promise.all(sent);
  await bus.close();
  // Warnings are told one turn later.
  await new Promise(setImmediate);
  expect(warnings).toEqual([]);
});
