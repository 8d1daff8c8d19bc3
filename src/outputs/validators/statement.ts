import type { Layout } from '../../emit/layout.js';
import { group, indent, softline } from '../../emit/layout.js';
import type { Condition } from './condition.js';
import { isLogical, not } from './condition.js';
import type { Expression } from './expression.js';
import { layoutOf, textOf } from './expression.js';
import { fits, layOutAt, lineAt } from './lines.js';
import { conditionLines, conditionText, layOutCondition } from './print-condition.js';

/** A statement of a check, kept as a tree so that `else` chains can be joined. */
export type Statement = Simple | If | Loop | Return | Destructure;

/** `code;` */
interface Simple {
  readonly kind: 'simple';
  readonly code: Expression;
}

interface If {
  readonly kind: 'if';
  readonly test: Condition;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** `for (head) { body }` */
interface Loop {
  readonly kind: 'loop';
  readonly head: string;
  readonly body: readonly Statement[];
}

/** `return condition;` */
interface Return {
  readonly kind: 'return';
  readonly condition: Condition;
}

/** `const { a, 'b-c': d } = value;` */
interface Destructure {
  readonly kind: 'destructure';
  readonly value: string;
  readonly names: readonly string[];
}

export const destructure = (names: readonly string[], value: string): Statement => ({
  kind: 'destructure',
  value,
  names,
});

export const statement = (code: Expression): Statement => ({ kind: 'simple', code });

export const loop = (head: string, body: readonly Statement[]): Statement => ({
  kind: 'loop',
  head,
  body,
});

export const giveBack = (condition: Condition): Statement => ({ kind: 'return', condition });

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

/** Statements as lines at a depth of indentation, as Prettier would break them. */
export function printStatements(statements: readonly Statement[], depth: number): string {
  let text = '';
  for (const one of statements) text += (text === '' ? '' : '\n') + printStatement(one, depth);
  return text;
}

function printStatement(given: Statement, depth: number): string {
  switch (given.kind) {
    case 'simple':
      return printSimple(given, depth);
    case 'return':
      return printReturn(given.condition, depth);
    case 'destructure':
      return printDestructure(given, depth);
    case 'loop':
      return printBlock(`for (${given.head}) {`, given.body, depth) + lineAt(depth, '}');
    case 'if':
      return printIf(given, depth, '');
  }
}

function printSimple({ code }: Simple, depth: number): string {
  const text = `${textOf(code)};`;
  return fits(text, depth) ? lineAt(depth, text) : layOutAt(depth, [layoutOf(code), ';']);
}

function printDestructure({ names, value }: Destructure, depth: number): string {
  const text = `const { ${names.join(', ')} } = ${value};`;
  if (fits(text, depth)) return lineAt(depth, text);
  const head = `const { ${names.join(', ')} } =`;
  if (!renames(names) && fits(head, depth)) {
    return `${lineAt(depth, head)}\n${lineAt(depth + 1, `${value};`)}`;
  }
  const lines = names.map((name) => lineAt(depth + 1, `${name},`));
  return [lineAt(depth, 'const {'), ...lines, lineAt(depth, `} = ${value};`)].join('\n');
}

/** Prettier breaks a longer pattern that renames before it breaks behind the `=`. */
const renames = (names: readonly string[]): boolean =>
  names.length > 2 && names.some((name) => name.includes(': '));

function printReturn(condition: Condition, depth: number): string {
  const text = conditionText(condition);
  if (fits(`return ${text};`, depth)) return lineAt(depth, `return ${text};`);
  if (!isLogical(condition))
    return layOutAt(depth, ['return ', layOutCondition(condition, 'tail'), ';']);
  const lines = conditionLines(condition, depth + 1, '', text);
  return `${lineAt(depth, 'return (')}\n${lines}\n${lineAt(depth, ');')}`;
}

/** The head and the body of a block, each with its line's end. */
const printBlock = (head: string, body: readonly Statement[], depth: number): string =>
  `${lineAt(depth, head)}\n${printStatements(body, depth + 1)}\n`;

/** A lone statement needs no braces, unless an `else` could seem to belong to it, or it is long. */
const isBlock = (statements: readonly Statement[]): boolean => {
  const [only, second] = statements;
  return second !== undefined || only?.kind === 'if' || only?.kind === 'loop';
};

/** `lead` stands before `if`: what ends the branch before it. */
function printIf({ test, then, otherwise }: If, depth: number, lead: string): string {
  const block = isBlock(then);
  const head = `${lead}if (${conditionText(test)})`;
  const opening = block ? openBlock(head, { test, lead, depth }, then) : undefined;
  const text = opening ?? printBranch(head, { test, lead, depth }, then);
  const [first, second] = otherwise;
  if (first === undefined) return block ? text + lineAt(depth, '}') : text;
  const next = `${block ? '} ' : ''}else `;
  const end = block ? text : `${text}\n`;
  if (second === undefined && first.kind === 'if') return end + printIf(first, depth, next);
  return end + printElse(next, otherwise, depth);
}

interface Opening {
  readonly test: Condition;
  readonly lead: string;
  readonly depth: number;
}

const openBlock = (head: string, opening: Opening, then: readonly Statement[]): string => {
  const line = fits(`${head} {`, opening.depth)
    ? lineAt(opening.depth, `${head} {`)
    : layOutHead(opening, ' {');
  return `${line}\n${printStatements(then, opening.depth + 1)}\n`;
};

/** A branch without braces: behind its test, or below it. */
function printBranch(head: string, opening: Opening, then: readonly Statement[]): string {
  const { depth } = opening;
  const [only] = then;
  const together = `${head} ${only === undefined ? '' : oneLine(only)}`;
  if (fits(together, depth)) return lineAt(depth, together);
  const above = fits(head, depth) ? lineAt(depth, head) : layOutHead(opening, '');
  return `${above}\n${printStatements(then, depth + 1)}`;
}

function printElse(lead: string, otherwise: readonly Statement[], depth: number): string {
  if (isBlock(otherwise)) return printBlock(`${lead}{`, otherwise, depth) + lineAt(depth, '}');
  const [only] = otherwise;
  const together = lead + (only === undefined ? '' : oneLine(only));
  if (fits(together, depth)) return lineAt(depth, together);
  return `${lineAt(depth, lead.trimEnd())}\n${printStatements(otherwise, depth + 1)}`;
}

/** Only of statements that need no braces. */
const oneLine = (given: Statement): string =>
  given.kind === 'return'
    ? `return ${conditionText(given.condition)};`
    : given.kind === 'simple'
      ? `${textOf(given.code)};`
      : '';

function layOutHead({ test, lead, depth }: Opening, end: string): string {
  const code = layOutCondition(test, 'test');
  const hugs = test.kind === 'not' && isLogical(test.part);
  const inside: Layout = hugs ? code : group([indent([softline, code]), softline]);
  return layOutAt(depth, [lead, 'if (', inside, ')', end]);
}
