import { beforeAll, describe, expect, test } from 'vitest';
import { inProject, scratch } from '../support/paths.js';
import { generate } from '../../src/pipeline.js';
import { writeFolder } from '../support/folders.js';
import { runModule } from '../support/run-module.js';
import { typecheck } from '../support/typecheck.js';

const PROGRAM = `import { createClient } from './index.js';
import { memoryBus } from './runtime/memory.js';

const bus = memoryBus();
const client = createClient(bus);
const seen: string[] = [];
const note = (message: { type: string; payload: unknown; params: object }): void => {
  seen.push(\`\${message.type} \${JSON.stringify(message.payload)} \${JSON.stringify(message.params)}\`);
};
await client.subscribe('group', { onRoot: note, onOrder: note, onPing: note, onScalar: note, onNumber: note }).ready;

await client.class('at the root');
await client.subscribe_('at the root, too');
await client.order({ type: 'Shared', payload: { id: '2' } });
await client.order({ type: 'OrderCreatedV1', payload: { id: '3', item: { items: [{ path: 'x' }] } } });
await client.ping();
await client.scalar({ type: 'Count', payload: 4 });
await client.scalar({ type: 'Flags', payload: [true] });
await client.scalar({ type: 'Nothing', payload: null });
await client.number({ type: 'Number47', payload: { n: 47 } });
await bus.settled();
await bus.close();

const other = memoryBus();
const queues = createClient(other);
await queues.subscribe('group', { onQueue: note }).ready;
await queues.sendToQueue({ id: '1' }, { params: { queue: 'any/where' } });
await queues.class('at the address of another channel, which {queue} would match');
await other.settled();
console.log(other.deadLetters().length, 'dead');
await other.close();
console.log(seen.join('\\n'));
`;

describe('shapes of channels and messages that break naive generators', () => {
  let folder: string;

  beforeAll(async () => {
    folder = scratch('shapes');
    const cwd = inProject('fixtures/shapes');
    const { files = [] } = await generate('asyncapi.yaml', { cwd, sourceName: 'asyncapi.yaml' });
    writeFolder(folder, [...files, { path: 'main.ts', text: PROGRAM }]);
  });

  test('compile strictly', async () => {
    expect(await typecheck(folder)).toEqual([]);
  });

  test('arrive as they were sent', async () => {
    const { stdout } = await runModule(folder, 'main.ts');
    expect(stdout.trimEnd().split('\n').sort()).toEqual([
      '0 dead',
      'Count 4 {}',
      'Flags [true] {}',
      'Inline "at the root" {}',
      'Inline "at the root, too" {}',
      'Nothing null {}',
      'Number47 {"n":47} {}',
      'OrderCreatedV1 {"id":"3","item":{"items":[{"path":"x"}]}} {}',
      'Ping undefined {}',
      'Shared {"id":"1"} {"queue":"any/where"}',
      'Shared {"id":"2"} {}',
    ]);
  });
});
