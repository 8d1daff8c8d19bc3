// Bundles the product into dist/: one chunk for each part that a command may not need.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { handlebarsLoader } from './handlebars.mjs';
import { pruneDeclarations } from './prune-declarations.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** `--engine reference` is asked about 3.x only: the meta-schemas of older versions stay out. */
const withoutOldVersions = {
  name: 'without-old-versions',
  setup({ onLoad }) {
    const filter = /@asyncapi\/specs\/schemas\/[12]\.[^/]*\.json$/;
    onLoad({ filter }, () => ({ contents: '{}', loader: 'json' }));
  },
};

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
  plugins: [handlebarsLoader, withoutOldVersions],
  // Bundled CommonJS calls require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

/** What others wrote, and the run time, which users have as source. */
const isNotOurs = (input) => /(^|\/)node_modules\/|^templates\/runtime\//.test(input);

// Names stay in code of ours, for the stack traces of bug reports; elsewhere they are shortened.
for (const [path, { inputs, bytes }] of Object.entries(metafile.outputs)) {
  if (!path.endsWith('.js')) continue;
  const others = Object.entries(inputs).filter(([input]) => isNotOurs(input));
  const share = others.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  if (share < bytes / 2) continue;
  const options = { minify: true, format: 'esm', target: 'node20.19', legalComments: 'inline' };
  const { code } = await transform(readFileSync(`${root}/${path}`, 'utf8'), options);
  writeFileSync(`${root}/${path}`, code);
}

execFileSync('npx', ['tsc', '--project', '.config/tsconfig.types.json'], {
  cwd: root,
  stdio: 'inherit',
});
pruneDeclarations(
  `${root}/dist/types`,
  ['index', 'matchers', 'vitest'].map((entry) => `src/${entry}.d.ts`),
);

// The samples are checked and tested where they stand, with code that is generated beside them.
for (const sample of ['starter', 'petstore']) {
  execFileSync(process.execPath, [`${root}/bin/petevents.js`, 'generate'], {
    cwd: `${root}/templates/samples/${sample}`,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
