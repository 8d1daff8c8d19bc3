// The main job in one command: generates the PetStore code and runs a small flow over it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}test/.tmp/demo`;
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

console.log('$ petevents generate fixtures/petstore/asyncapi.yaml --out test/.tmp/demo/generated');
rmSync(folder, { recursive: true, force: true });
node(
  'bin/petevents.js',
  'generate',
  'fixtures/petstore/asyncapi.yaml',
  '--out',
  `${folder}/generated`,
);

console.log('\n$ node test/.tmp/demo/demo.js');
copyFileSync(`${root}fixtures/petstore/demo.ts`, `${folder}/demo.ts`);
await build({
  entryPoints: [`${folder}/demo.ts`],
  outfile: `${folder}/demo.js`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
});
node(`${folder}/demo.js`);
