// Bundles the product into dist/: one chunk for each part that a command may not need.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { handlebarsLoader } from './handlebars.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    cli: 'src/cli/entry.ts',
    index: 'src/index.ts',
    matchers: 'src/matchers.ts',
    vitest: 'src/vitest.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // UMD files, which packages name first, cannot be bundled.
  mainFields: ['module', 'main'],
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
  plugins: [handlebarsLoader],
  // Bundled CommonJS calls require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

// The reference engine is most of the package, and not ours to read: its names are shortened too.
for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
  if (!Object.keys(inputs).some((input) => input.includes('node_modules/@asyncapi/parser/')))
    continue;
  const options = { minify: true, format: 'esm', target: 'node20.19', legalComments: 'inline' };
  const { code } = await transform(readFileSync(`${root}/${path}`, 'utf8'), options);
  writeFileSync(`${root}/${path}`, code);
}

execFileSync('npx', ['tsc', '--project', '.config/tsconfig.types.json'], {
  cwd: root,
  stdio: 'inherit',
});
