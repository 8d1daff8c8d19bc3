import { loadText } from '../../src/load/load.js';
import type { Place, Source } from '../../src/load/source.js';
import type { Check } from '../../src/payload/issue.js';
import { Schemas } from '../../src/payload/compile.js';

/** The source of a text, and its top as a place. */
export function sourceOf(text: string): { readonly source: Source; readonly root: Place } {
  const { value: source } = loadText(text, 'schema.json', { cwd: '/' });
  if (source === undefined) throw new Error('no source');
  return { source, root: { file: source.root, pointer: '', value: source.root.value } };
}

/** The check of a schema that is given as data. */
export function checkOf(schema: unknown): Check {
  const { source, root } = sourceOf(JSON.stringify(schema));
  const check = new Schemas(source).check(root);
  if (check === undefined) throw new Error('no check');
  return check;
}
