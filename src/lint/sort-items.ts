import type { View } from '../model/view.js';
import type { Edit } from './edit.js';
import { offsets } from './fixes.js';

/**
 * Sorts the items of a list by their names: whole lines in a block, with the comments above them, and
 * what stands between the commas in `[ ]`.
 * @returns no edit where that cannot be told: two items on one line of a block
 */
export function sortItems(list: View, names: readonly string[]): readonly Edit[] {
  const { file } = list.place;
  const { text } = file;
  const spans = list.items().map(({ place }) => offsets(text, file.locate(place.pointer)));
  const order = [...names.keys()].sort((a, b) => compare(names[a], names[b]) || a - b);
  const [first] = spans;
  if (first === undefined) return [];
  const dash = text.slice(lineStart(text, first.start), first.start);
  const isBlock = /^\s*- +$/.test(dash);
  const parts = isBlock ? chunks(text, spans) : spans;
  if (parts === undefined) return [];
  return order.flatMap((from, to) => {
    const [source, target] = [parts[from], parts[to]];
    if (from === to || source === undefined || target === undefined) return [];
    return [{ file, ...target, text: text.slice(source.start, source.end) }];
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines of each item, from the end of the one before; undefined unless each begins a line. */
function chunks(text: string, spans: readonly Span[]): readonly Span[] | undefined {
  const ends = spans.map(({ end }) => lineEnd(text, end));
  const found = spans.map(({ start }, index) => ({
    start: index === 0 ? lineStart(text, start) : (ends[index - 1] ?? 0),
    end: ends[index] ?? 0,
  }));
  const isWhole = spans.every(({ start }) =>
    /^\s*- +$/.test(text.slice(lineStart(text, start), start)),
  );
  return isWhole && /[\r\n]$/.test(text.slice(0, ends.at(-1))) ? found : undefined;
}

const lineStart = (text: string, at: number): number =>
  Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;

function lineEnd(text: string, at: number): number {
  const rest = /[^\r\n]*(?:\r\n|\n|\r|$)/y;
  rest.lastIndex = at;
  rest.test(text);
  return rest.lastIndex;
}

const compare = (a = '', b = ''): number => {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
};
