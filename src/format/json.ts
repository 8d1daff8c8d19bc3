/** Columns that a list or an object may take on one line. */
const WIDTH = 100;

/**
 * Formats JSON that is well-formed: two blanks a level, one entry a line unless all fit on one and
 * stood on one. Strings and numbers stay as they are written, keys in their order.
 */
export function formatJson(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const lineBreak = /\r\n|\r/.exec(text)?.[0] ?? '\n';
  const printed = new Printer(tokens).value(0);
  return `${printed}\n`.replaceAll('\n', lineBreak);
}

class Printer {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  value(depth: number): string {
    const token = this.#tokens[this.#at++] ?? '';
    if (token !== '{' && token !== '[') return token;
    const close = token === '{' ? '}' : ']';
    const entries: string[] = [];
    while (this.#at < this.#tokens.length && this.#tokens[this.#at] !== close) {
      entries.push(token === '{' ? this.#entry(depth + 1) : this.value(depth + 1));
      if (this.#tokens[this.#at] === ',') this.#at++;
    }
    this.#at++;
    return layOut(entries, token + close, depth);
  }

  #entry(depth: number): string {
    const key = this.#tokens[this.#at++] ?? '';
    this.#at++; // the colon
    return `${key}: ${this.value(depth)}`;
  }
}

/** Lists of short scalars stand on one line, anything else on lines of its own. */
function layOut(entries: readonly string[], brackets: string, depth: number): string {
  const [open = '', close = ''] = brackets;
  if (entries.length === 0) return brackets;
  const isFlat = open === '[' && entries.every((entry) => !/^[{[]/.test(entry));
  const line = `${open}${entries.join(', ')}${close}`;
  if (isFlat && line.length + depth * 2 <= WIDTH) return line;
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${entries.map((entry) => indent + entry).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}
