import { beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../src/pipeline.js';
import { writeFolder } from '../support/folders.js';
import { inProject, scratch } from '../support/paths.js';
import { typecheck } from '../support/typecheck.js';

const lines = ['5.4', '5.9', '6', '7'] as const;
const resolutions = ['NodeNext', 'Bundler'] as const;

describe('the whole output, run time included, compiles under the strictest settings', () => {
  let folder: string;

  /** The document with the most in it, for every protocol, and what its users write. */
  beforeAll(async () => {
    folder = scratch('compile-lines');
    const cwd = inProject('fixtures/petstore-system');
    const { files = [] } = await generate('asyncapi.yaml', {
      cwd,
      sourceName: 'asyncapi.yaml',
      protocols: ['memory', 'kafka', 'amqp'],
    });
    writeFolder(folder, files);
  });

  test.each(lines.flatMap((line) => resolutions.map((resolution) => [line, resolution] as const)))(
    'TypeScript %s, module resolution %s',
    async (typescript, moduleResolution) => {
      expect(await typecheck(folder, { typescript, moduleResolution })).toEqual([]);
    },
    60_000,
  );
});
