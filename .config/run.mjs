// Runs a TypeScript file of this repository: node .config/run.mjs bench/startup.ts [arguments]
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { handlebarsLoader } from './handlebars.mjs';

const [, , file, ...args] = process.argv;
const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}test/.tmp/run/${basename(file, '.ts')}-${process.pid}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
  plugins: [handlebarsLoader],
});
const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
