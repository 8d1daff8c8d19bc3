import type { Expression } from './expression.js';

export type Operator = '===' | '!==' | '<' | '<=' | '>' | '>=';

/** `left operator right`. */
export interface Compare {
  readonly kind: 'compare';
  readonly left: string;
  readonly operator: Operator;
  readonly right: string;
}

/** A condition, kept as a tree until it is printed: parentheses and breaks depend on its place. */
export type Condition =
  | { readonly kind: 'atom'; readonly code: Expression }
  | Compare
  | Decided
  | Logical
  | { readonly kind: 'not'; readonly part: Condition };

/** A condition that no value changes. */
export interface Decided {
  readonly kind: 'always' | 'never';
}

export interface Logical {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Condition[];
}

export const ALWAYS: Decided = { kind: 'always' };
export const NEVER: Decided = { kind: 'never' };
export const atom = (code: Expression): Condition => ({ kind: 'atom', code });

export const isDecided = (condition: Condition): condition is Decided =>
  condition.kind === 'always' || condition.kind === 'never';

export const isLogical = (condition: Condition): condition is Logical =>
  condition.kind === 'and' || condition.kind === 'or';

/** All of the conditions, without those that say nothing. */
export const and = (...parts: readonly Condition[]): Condition => combine('and', parts);

/** Any of the conditions. */
export const or = (...parts: readonly Condition[]): Condition => combine('or', parts);

function combine(kind: 'and' | 'or', given: readonly Condition[]): Condition {
  const [neutral, decisive] = kind === 'and' ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
  const parts: Condition[] = [];
  for (const part of given) {
    if (part.kind === decisive.kind) return decisive;
    if (part.kind === kind) parts.push(...part.parts);
    else if (part.kind !== neutral.kind) parts.push(part);
  }
  const [only, second] = parts;
  if (only === undefined) return neutral;
  return second === undefined ? only : { kind, parts };
}

export function not(part: Condition): Condition {
  if (part.kind === 'always') return NEVER;
  if (part.kind === 'never') return ALWAYS;
  if (part.kind === 'not') return part.part;
  if (part.kind === 'compare') return { ...part, operator: OPPOSITE[part.operator] };
  return { kind: 'not', part };
}

/** The opposite of a comparison. Values are never `NaN`: `isNumber` comes first. */
const OPPOSITE: Readonly<Record<Operator, Operator>> = {
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** `left operator right`, as an operand of a condition. */
export const compare = (left: string, operator: Operator, right: string): Condition => ({
  kind: 'compare',
  left,
  operator,
  right,
});
