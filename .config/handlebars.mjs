// Precompiles Handlebars templates: in the bundle (esbuild) and in tests (Vite) alike.
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

// Document text has been quoted or commented before a template sees it: escaping for HTML would
// only break it. `strict`: a field that a view does not have is an error, not an empty text.
const OPTIONS = { noEscape: true, strict: true, knownHelpersOnly: true };

const compile = (text) => `import Handlebars from 'handlebars/runtime.js';
export default Handlebars.template(${Handlebars.precompile(text, OPTIONS)});
`;

/** For esbuild. */
export const handlebarsLoader = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, ({ path }) => ({
      contents: compile(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** For Vite. */
export const handlebarsPlugin = {
  name: 'handlebars',
  enforce: 'pre',
  transform(text, id) {
    return id.endsWith('.hbs') ? { code: compile(text), map: null } : undefined;
  },
};
