import { build } from 'esbuild';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, scratch } from '../support/paths.js';

export interface BuiltSample {
  /** A project folder, with `build/src/main.js` and the other programs. */
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * The PetStore as JavaScript, in a folder of its own, for tests that run it in processes: what runs in
 * one test is not rewritten by another.
 */
export const builtSample = async (): Promise<BuiltSample> => {
  const sample = inProject('templates/samples/petstore');
  const folder = scratch(`petstore-${randomBytes(6).toString('hex')}`);
  await build({
    entryPoints: readdirSync(join(sample, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(sample, 'src', path)),
    outbase: sample,
    outdir: join(folder, 'build'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  mkdirSync(join(folder, 'src'));
  for (const path of ['package.json', 'src/kernel', 'src/board']) {
    symlinkSync(join(sample, path), join(folder, path));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
