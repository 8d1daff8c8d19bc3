import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { scratch } from '../support/paths.js';

/** A schema that uses the next one twice, so many levels deep: 2^levels ways through it. */
function diamonds(levels: number): string {
  const schemas = Array.from({ length: levels }, (_, level) => {
    const next =
      level + 1 < levels ? `{ $ref: '#/components/schemas/L${level + 1}' }` : '{ type: string }';
    return `    L${level}: { type: object, properties: { left: ${next}, right: ${next} } }`;
  });
  return `asyncapi: 3.0.0
info: { title: Diamonds, version: 1.0.0 }
channels:
  gems: { address: gems, messages: { Gem: { payload: { $ref: '#/components/schemas/L0' } } } }
operations:
  sendGem: { action: send, channel: { $ref: '#/channels/gems' } }
components:
  schemas:
${schemas.join('\n')}
`;
}

// Anything that walks every way through it would take hours, not the time limit of a test.
test('a schema graph with 24 levels of diamonds costs what its text costs', async () => {
  const cwd = scratch('diamonds');
  writeFileSync(join(cwd, 'asyncapi.yaml'), diamonds(24));
  const { files = [], diagnostics } = await generate('asyncapi.yaml', {
    cwd,
    sourceName: 'asyncapi.yaml',
  });
  expect(diagnostics).toEqual([]);
  expect(files.filter(({ path }) => path.startsWith('schemas/'))).toHaveLength(24);
});
