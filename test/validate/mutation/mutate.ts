import type { Original } from './documents.js';
import type { Node, Range } from './nodes.js';

export const classes = ['delete', 'rename', 'retype', 're-point', 'cut', 'swap'] as const;
export type MutationClass = (typeof classes)[number];

/** A text with one mutation. */
export interface Mutation {
  readonly kind: MutationClass;
  readonly what: string;
  readonly text: string;
  /** What was changed, in the text as it was and as it is. */
  readonly before: Range;
  readonly after: Range;
  /** The node that it was done to, if it was one. */
  readonly pointer?: string;
}

export type Pick = <T>(list: readonly T[]) => T | undefined;
export type Below = (limit: number) => number;

/** Mutates a document; nothing when it has nothing of the kind. */
export function mutate(
  kind: MutationClass,
  original: Original,
  below: Below,
): Mutation | undefined {
  const pick: Pick = (list) => list[below(list.length)];
  switch (kind) {
    case 'delete':
      return deleted(original, pick);
    case 'rename':
      return renamed(original, pick, below);
    case 'retype':
      return retyped(original, pick);
    case 're-point':
      return repointed(original, pick);
    case 'cut': {
      const at = 1 + below(original.text.length - 1);
      return replaced(original, { start: at, end: original.text.length }, '', { kind });
    }
    case 'swap':
      return swapped(original, pick, below);
  }
}

function replaced(
  { text }: Original,
  range: Range,
  by: string,
  about: { readonly kind: MutationClass; readonly pointer?: string },
): Mutation {
  const was = text.slice(range.start, range.end);
  return {
    ...about,
    what: `${JSON.stringify(was.slice(0, 60))} -> ${JSON.stringify(by)}`,
    text: text.slice(0, range.start) + by + text.slice(range.end),
    before: range,
    after: { start: range.start, end: range.start + by.length },
  };
}

/** Deletes an entry of an object: whole lines, or up to the comma. */
function deleted(original: Original, pick: Pick): Mutation | undefined {
  const { text } = original;
  const node = pick(original.nodes.filter(({ keyAt }) => keyAt !== undefined));
  if (node?.keyAt === undefined) return undefined;
  const end = Math.max(node.at.end, node.keyAt.end);
  const lead = /(?:^|\n)[ \t]*$/.exec(text.slice(0, node.keyAt.start));
  const rest = /^[ \t]*(,?)[ \t]*\r?(?:\n|$)/.exec(text.slice(end));
  const isBlock = lead !== null && rest !== null && !isFlow(original, node);
  const about = { kind: 'delete', pointer: node.pointer } as const;
  if (isBlock) {
    const start = text.lastIndexOf('\n', node.keyAt.start - 1) + 1;
    return replaced(original, { start, end: end + rest[0].length }, '', about);
  }
  const comma = /^\s*,\s*/.exec(text.slice(end));
  const before = /,\s*$/.exec(text.slice(0, node.keyAt.start));
  if (comma !== null)
    return replaced(original, { start: node.keyAt.start, end: end + comma[0].length }, '', about);
  return replaced(original, { start: before?.index ?? node.keyAt.start, end }, '', about);
}

/** Whether a node stands in `{ ... }`. */
const isFlow = ({ text, nodes }: Original, node: Node): boolean =>
  text.trimStart().startsWith('{') ||
  nodes.some(
    ({ at, pointer }) =>
      node.pointer.startsWith(`${pointer}/`) && /[{[]/.test(text[at.start] ?? ''),
  );

/** A slip of the pen in a key. */
function renamed(original: Original, pick: Pick, below: Below): Mutation | undefined {
  const node = pick(
    original.nodes.filter(
      ({ keyAt, key }) => keyAt !== undefined && /^[\w-]{3,}$/.test(String(key)),
    ),
  );
  if (node?.keyAt === undefined) return undefined;
  const written = original.text.slice(node.keyAt.start, node.keyAt.end);
  const at = 1 + below(written.length - 2);
  const slips = [
    written.slice(0, at) + written.slice(at + 1),
    `${written.slice(0, at)}q${written.slice(at)}`,
    written.slice(0, at) + (written[at + 1] ?? '') + (written[at] ?? '') + written.slice(at + 2),
  ];
  const by = pick(slips.filter((slip) => slip !== written)) ?? `${written}q`;
  return replaced(original, node.keyAt, by, { kind: 'rename', pointer: node.pointer });
}

const VALUES = ['7', '-1', 'true', 'null', '[]', '{}', '"text"', '["a", "a"]', '1.5'];

/** Another value in place of a scalar, or of a whole object. */
function retyped(original: Original, pick: Pick): Mutation | undefined {
  const node = pick(original.nodes.filter(({ at }) => at.end > at.start));
  if (node === undefined) return undefined;
  const by = pick(VALUES) ?? '7';
  return replaced(original, node.at, by, {
    kind: 'retype',
    pointer: node.pointer,
  });
}

/** A reference that leads elsewhere: nowhere, to another kind, to itself. */
function repointed(original: Original, pick: Pick): Mutation | undefined {
  const references = original.nodes.filter(
    ({ key, value }) => key === '$ref' && typeof value === 'string',
  );
  const node = pick(references);
  if (node === undefined) return undefined;
  const target = String(node.value);
  const others = references.map(({ value }) => String(value)).filter((value) => value !== target);
  const by = pick([
    `${target}x`,
    target.replace(/\/[^/]*$/, '/nowhere'),
    '#/info',
    `#${node.pointer.replace(/\/\$ref$/, '')}`,
    'missing.yaml#/a',
    pick(others) ?? '#/channels',
  ]);
  return replaced(original, node.at, JSON.stringify(by), {
    kind: 're-point',
    pointer: node.pointer,
  });
}

const ODD = '{}[]:,"\'#&*!|>%@`-? \t\n\\\u0000\ufeffé'.split('');

/** One character that is another, or is not there, or two that changed places. */
function swapped(original: Original, pick: Pick, below: Below): Mutation {
  const start = below(original.text.length - 2);
  const [a = '', b = ''] = original.text.slice(start, start + 2);
  const by = pick([b + a, b, `${a}${pick(ODD) ?? ''}${b}`, `x${b}`]) ?? b;
  return replaced(original, { start, end: start + 2 }, by, { kind: 'swap' });
}
