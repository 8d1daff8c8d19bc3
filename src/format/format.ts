import { PeteventsError } from '../diagnostic.js';
import { parse } from '../load/parse.js';
import type { SourceFile } from '../load/source.js';
import { formatJson } from './json.js';

/** A file that we read and that Prettier, which is stricter about YAML, does not. */
export class Unformattable extends Error {}

/**
 * Formats a YAML or JSON file that has no faults: indentation, blanks and line breaks; keys keep
 * their order, comments and what the file means stay. YAML is laid out by Prettier, JSON by us.
 * @throws Unformattable
 * @throws PeteventsError if the text would mean something else afterwards, which is a bug
 */
export async function formatFile(file: SourceFile): Promise<string> {
  const { id, uri, text } = file;
  const formatted = isJson(id, text) ? formatJson(text) : await formatYaml(text, uri);
  const after = parse({ id, uri }, formatted);
  if (after.diagnostics.length > 0 || meaning(after.file) !== meaning(file))
    throw new PeteventsError(`formatting would change what ${uri} means`);
  return formatted;
}

const meaning = ({ value }: SourceFile): string => JSON.stringify(value);

const isJson = (id: string, text: string): boolean =>
  /\.json$/i.test(id) || (!/\.ya?ml$/i.test(id) && /^\s*[{[]/.test(text));

/** Loaded only here: Prettier's reader of YAML is large. */
async function formatYaml(text: string, uri: string): Promise<string> {
  const [{ format }, yaml] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/yaml'),
  ]);
  const layout = { printWidth: 100, endOfLine: 'auto' } as const;
  return format(text, { parser: 'yaml', plugins: [yaml], ...layout }).catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Unformattable(`${uri} cannot be laid out: ${error.message.split('\n')[0] ?? ''}`);
  });
}
