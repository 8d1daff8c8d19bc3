import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { inProject } from '../../support/paths.js';

/**
 * A file of `test/faults` as a program that Node runs by itself, so that its process may be killed.
 * @returns its path; who asks for it deletes it
 */
export const bundledProgram = async (name: string): Promise<string> => {
  const program = inProject(`test/.tmp/${name}-${randomBytes(6).toString('hex')}.mjs`);
  await build({
    entryPoints: [inProject(`test/faults/${name}.ts`)],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return program;
};
