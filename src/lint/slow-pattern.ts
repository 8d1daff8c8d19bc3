/** An atom of a regular expression, and whether it may repeat without end or be missing. */
interface Piece {
  readonly source: string;
  readonly endless: boolean;
  readonly optional: boolean;
  readonly group: readonly (readonly Piece[])[] | undefined;
}

/** Patterns with more groups are not read: they may be nested deeper than JavaScript's stack. */
const MAX_GROUPS = 500;

/**
 * The part of a regular expression that can take exponential time: a group that repeats without end,
 * of which one alternative is nothing but things that repeat without end or may be missing, so that
 * a text can be divided among its turns in many ways. Says nothing of polynomial time.
 */
export function slowPart(pattern: string): string | undefined {
  if (pattern.split('(').length > MAX_GROUPS) return undefined;
  const reader = new Reader(pattern);
  return find(reader.alternatives());
}

function find(alternatives: readonly (readonly Piece[])[]): string | undefined {
  for (const piece of alternatives.flat()) {
    if (piece.group === undefined) continue;
    if (piece.endless && piece.group.some(isAmbiguous)) return piece.source;
    if (piece.endless && hasTwins(piece.group)) return piece.source;
    const inner = find(piece.group);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Nothing in it must stand between two turns. */
const isAmbiguous = (pieces: readonly Piece[]): boolean =>
  pieces.some(({ endless }) => endless) &&
  pieces.every(({ endless, optional }) => endless || optional);

const hasTwins = (group: readonly (readonly Piece[])[]): boolean => {
  const sources = group.map((pieces) => pieces.map(({ source }) => source).join(''));
  return new Set(sources).size < sources.length;
};

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads up to the bracket that closes the group, or the end. */
  alternatives(): readonly (readonly Piece[])[] {
    const found: Piece[][] = [[]];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === '|') {
        this.#at++;
        found.push([]);
      } else found.at(-1)?.push(...this.#piece());
    }
    return found;
  }

  #piece(): readonly Piece[] {
    const start = this.#at;
    const isAssertion = /^(?:\^|\$|\\[bB]|\(\?<?[=!])/.test(this.#text.slice(start, start + 4));
    const isGroup = this.#text[start] === '(';
    const group = isGroup ? this.#group() : undefined;
    if (!isGroup) this.#skipAtom();
    const [quantifier = ''] =
      /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += quantifier.length;
    if (isAssertion) return [];
    const source = this.#text.slice(start, this.#at);
    const endless = /^(?:[*+]|\{\d+,\})/.test(quantifier);
    return [{ source, endless, optional: /^(?:[*?]|\{0)/.test(quantifier), group }];
  }

  #group(): Piece['group'] {
    const [opening = '('] =
      /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += opening.length;
    const inside = this.alternatives();
    this.#at++;
    return inside;
  }

  #skipAtom(): void {
    const atom = /\[(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)|[^]/y;
    atom.lastIndex = this.#at;
    this.#at = atom.test(this.#text) ? Math.max(atom.lastIndex, this.#at + 1) : this.#at + 1;
  }
}
