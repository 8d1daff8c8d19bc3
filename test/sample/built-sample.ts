import { execFileSync } from 'node:child_process';
import { inProject } from '../support/paths.js';

let built = false;

/** The PetStore where it stands, compiled, for tests that run it in processes of its own. @returns its folder */
export const builtSample = (): string => {
  const folder = inProject('templates/samples/petstore');
  if (!built) {
    execFileSync(process.execPath, [inProject('node_modules/typescript/bin/tsc')], { cwd: folder });
  }
  built = true;
  return folder;
};
