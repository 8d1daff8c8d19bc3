/** Whether an argument is a pattern: `*`, `?`, `[ab]` or `{a,b}` in it. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/** The folders in front of the first sign of a pattern. */
export function globBase(glob: string): string {
  const parts = glob.replaceAll('\\', '/').split('/');
  const first = parts.findIndex(isGlob);
  return (
    parts.slice(0, first < 0 ? parts.length - 1 : first).join('/') ||
    (glob.startsWith('/') ? '/' : '.')
  );
}

const TOKEN = /\*\*\/|\*\*|[*?{},]|\[(!?)([^\]]+)\]|[^*?[{},]+|./g;

const WILD: ReadonlyMap<string, string> = new Map([
  ['**/', '(?:.*/)?'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
]);

/**
 * The paths that a glob means: `*` within a name, `**` through folders, `?` one character, `[ab]` one
 * of some, `{a,b}` one of several texts.
 */
export function globPattern(glob: string): RegExp {
  let open = 0;
  const source = glob.replaceAll('\\', '/').replace(TOKEN, (token, not: string, set?: string) => {
    if (token === '{') open++;
    if (token === '}' && open > 0) {
      open--;
      return ')';
    }
    if (set !== undefined) return `[${not && '^'}${set.replaceAll(/[\\^]/g, '\\$&')}]`;
    return WILD.get(token) ?? (open > 0 ? BRACES.get(token) : undefined) ?? escapeRegExp(token);
  });
  return new RegExp(`^${source}${')'.repeat(open)}$`);
}

const BRACES: ReadonlyMap<string, string> = new Map([
  ['{', '(?:'],
  [',', '|'],
]);

/** A text as a regular expression that means it. */
export const escapeRegExp = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
