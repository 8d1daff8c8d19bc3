/**
 * A pattern over paths or JSON Pointers: `*` stands for anything within a segment, `**` for any number
 * of segments, `?` for one character, `{a,b}` for one of several.
 * @param below - whether it also holds for everything below what it matches
 */
export function globTest(pattern: string, below = false): (path: string) => boolean {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{}]+|[{}]/g, translate);
  const test = new RegExp(`^${source}${below ? '(?:/.*)?' : ''}$`, 's');
  return (path) => test.test(path);
}

function translate(part: string): string {
  switch (part) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    default:
      return /^\{.*,.*\}$/s.test(part)
        ? `(?:${part.slice(1, -1).split(',').map(escape).join('|')})`
        : escape(part);
  }
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
