import type { Layout } from '../../emit/layout.js';
import { group, hardline, ifBreak, indent, join, line, softline } from '../../emit/layout.js';

export type Operator = '===' | '!==' | '<' | '<=' | '>' | '>=';

/** A condition, kept as a tree until it is laid out: parentheses and breaks depend on its place. */
export type Condition =
  | { readonly kind: 'atom'; readonly code: Layout }
  | {
      readonly kind: 'compare';
      readonly left: Layout;
      readonly operator: Operator;
      readonly right: Layout;
    }
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

export const ALWAYS: Condition = { kind: 'always' };
export const NEVER: Condition = { kind: 'never' };
export const atom = (code: Layout): Condition => ({ kind: 'atom', code });

/** All of the conditions, without those that say nothing. */
export const and = (...parts: readonly Condition[]): Condition => combine('and', parts);

/** Any of the conditions. */
export const or = (...parts: readonly Condition[]): Condition => combine('or', parts);

function combine(kind: 'and' | 'or', given: readonly Condition[]): Condition {
  const [neutral, decisive] = kind === 'and' ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
  const flat = given.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  if (flat.some((part) => part.kind === decisive.kind)) return decisive;
  const parts = flat.filter((part) => part.kind !== neutral.kind);
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
export const compare = (left: Layout, operator: Operator, right: Layout): Condition => ({
  kind: 'compare',
  left,
  operator,
  right,
});

const isText = (part: Layout): part is string => typeof part === 'string';

/** Strings alone, short enough to stand on one line wherever they are printed. */
const isShort = (parts: readonly Layout[]): parts is readonly string[] =>
  parts.every(isText) && parts.join('').length <= 24;

/** `name(a, b)` */
export function call(name: Layout, ...args: readonly Layout[]): Layout {
  if (args.length === 0) return [name, '()'];
  if (isText(name) && isShort([name, ...args]) && isShort(args))
    return `${name}(${args.join(', ')})`;
  const list = indent([softline, join([',', line], [...args])]);
  return group([name, '(', list, ifBreak(','), softline, ')']);
}

/** Where a condition stands: behind `return` or `=>`, inside the parentheses of `if`, or in another. */
type Place = 'tail' | 'test' | 'operand';

export function layOutCondition(condition: Condition, place: Place): Layout {
  switch (condition.kind) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'atom':
      return condition.code;
    case 'compare':
      return comparison(condition);
    case 'not':
      return negation(condition.part);
    case 'and':
    case 'or':
      return logical(condition, place);
  }
}

const comparison = ({ left, operator, right }: Comparison): Layout =>
  typeof left === 'string' && typeof right === 'string'
    ? `${left} ${operator} ${right}`
    : group([group(left), ' ', operator, ' ', right]);

type Comparison = Extract<Condition, { kind: 'compare' }>;

type Logical = Extract<Condition, { kind: 'and' | 'or' }>;

const isLogical = (condition: Condition): condition is Logical =>
  condition.kind === 'and' || condition.kind === 'or';

function logical(condition: Logical, place: Place): Layout {
  const parts = operands(condition, place);
  if (place === 'test') return parts;
  if (place === 'tail') return group(parts);
  const [head = '', ...rest] = parts;
  return ['(', group([head, indent(rest)]), ')'];
}

/** As Prettier's `printBinaryishExpressions`: `a &&`, line, `b &&`, line, `c`. */
function operands({ kind, parts }: Logical, place: Place): Layout[] {
  const operator = kind === 'and' ? '&&' : '||';
  const flat = parts.length === 2 && place === 'tail' && !parts.some(isLogical);
  return parts.flatMap((part, index): Layout[] => {
    const code = layOutCondition(part, 'operand');
    if (index === 0) return [group(code)];
    const right = [operator, line, code];
    return [' ', flat ? group(right) : right];
  });
}

function negation(part: Condition): Layout {
  if (part.kind === 'atom') return ['!', part.code];
  if (!isLogical(part)) return ['!', layOutCondition(part, 'operand')];
  return ['!(', group([indent([softline, ...operands(part, 'operand')]), softline]), ')'];
}

/** A statement of a check, kept as a tree so that `else` chains can be joined. */
export type Statement =
  | { readonly kind: 'code'; readonly code: Layout }
  | {
      readonly kind: 'if';
      readonly test: Condition;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    };

export const statement = (code: Layout): Statement => ({ kind: 'code', code: [code, ';'] });

/** `if (test) { then } else { otherwise }`, shortened where a side is empty or the test is decided. */
export function when(
  test: Condition,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement[] {
  if (test.kind === 'always') return [...then];
  if (test.kind === 'never') return [...otherwise];
  if (then.length === 0) {
    return otherwise.length === 0 ? [] : when(not(test), otherwise);
  }
  return [{ kind: 'if', test, then, otherwise }];
}

export const layOutStatements = (statements: readonly Statement[]): Layout =>
  join(hardline, statements.map(layOutStatement));

function layOutStatement(given: Statement): Layout {
  if (given.kind === 'code') return given.code;
  const test = layOutCondition(given.test, 'test');
  const hugs = given.test.kind === 'not' && isLogical(given.test.part);
  const head = ['if (', hugs ? test : group([indent([softline, test]), softline]), ')'];
  const block = isBlock(given.then);
  const opening = group([...head, clause(given.then)]);
  const [first, second] = given.otherwise;
  if (first === undefined) return opening;
  const alternative =
    second === undefined && first.kind === 'if'
      ? [' ', layOutStatement(first)]
      : group(clause(given.otherwise));
  return [opening, block ? ' ' : hardline, 'else', alternative];
}

/** A lone statement needs no braces, unless it is an `if`, to which an `else` could seem to belong. */
const isBlock = (statements: readonly Statement[]): boolean =>
  statements.length !== 1 || statements[0]?.kind === 'if' || isLoop(statements[0]);

const isLoop = (given: Statement | undefined): boolean =>
  given?.kind === 'code' && Array.isArray(given.code) && given.code[0] === 'for (';

const clause = (statements: readonly Statement[]): Layout =>
  isBlock(statements)
    ? [' ', braces(layOutStatements(statements))]
    : indent([line, layOutStatements(statements)]);

/** A block with its braces. */
export const braces = (body: Layout): Layout => ['{', indent([hardline, body]), hardline, '}'];

/** `for (head) { body }` */
export const loop = (head: Layout, body: readonly Statement[]): Statement => ({
  kind: 'code',
  code: ['for (', head, ') ', braces(layOutStatements(body))],
});
