import type { Layout } from '../../emit/layout.js';
import { group, indent, line, softline } from '../../emit/layout.js';
import type { Compare, Condition, Logical } from './condition.js';
import { ALWAYS, isLogical } from './condition.js';
import { layoutOf, textOf } from './expression.js';
import { fits, layOutAt, lineAt } from './lines.js';

/** Where a condition stands: behind `return` or `=>`, inside the parentheses of `if`, or in another. */
type Place = 'tail' | 'test' | 'operand';

const OPERATORS = { and: '&&', or: '||' } as const;

/** A condition on one line; `nested` in another, where it may need parentheses. */
export function conditionText(condition: Condition, nested = false): string {
  switch (condition.kind) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'atom':
      return textOf(condition.code);
    case 'compare':
      return `${condition.left} ${condition.operator} ${condition.right}`;
    case 'not':
      return `!${negatedText(condition.part)}`;
    case 'and':
    case 'or': {
      const text = operandsText(condition);
      return nested ? `(${text})` : text;
    }
  }
}

/** A comparison, which has parentheses here, is negated by its operator instead. */
const negatedText = (part: Condition): string => conditionText(part, true);

function operandsText({ kind, parts }: Logical): string {
  let text = '';
  for (const part of parts) {
    text += (text === '' ? '' : ` ${OPERATORS[kind]} `) + conditionText(part, true);
  }
  return text;
}

/** A condition that breaks where it does not fit, as Prettier breaks it. */
export function layOutCondition(condition: Condition, place: Place): Layout {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return conditionText(condition);
    case 'compare':
      return comparison(condition, place);
    case 'atom':
      return layoutOf(condition.code);
    case 'not':
      return negation(condition.part);
    case 'and':
    case 'or':
      return logical(condition, place);
  }
}

/** A comparison with a text so long that it goes below. */
function comparison(condition: Compare, place: Place): Layout {
  const left = `${condition.left} ${condition.operator}`;
  const right = [line, condition.right];
  if (place === 'test') return [left, right];
  return group([left, place === 'operand' ? indent(right) : right]);
}

function logical(condition: Logical, place: Place): Layout {
  const parts = operands(condition, place);
  if (place === 'test') return parts;
  if (place === 'tail') return group(parts);
  const [head = '', ...rest] = parts;
  return ['(', group([head, indent(rest)]), ')'];
}

/** As Prettier's `printBinaryishExpressions`: `a &&`, line, `b &&`, line, `c`. */
function operands(condition: Logical, place: Place): Layout[] {
  const staysTogether = place === 'tail' && isPair(condition);
  return condition.parts.flatMap((part, index): Layout[] => {
    const code = layOutCondition(part, 'operand');
    if (index === 0) return [group(code)];
    const right = [OPERATORS[condition.kind], line, code];
    return [' ', staysTogether ? group(right) : right];
  });
}

/** Two operands that are no such conditions themselves: Prettier groups the second. */
const isPair = ({ parts }: Logical): boolean => parts.length === 2 && !parts.some(isLogical);

function negation(part: Condition): Layout {
  if (!isLogical(part)) return ['!', layOutCondition(part, 'operand')];
  return ['!(', group([indent([softline, ...operands(part, 'tail')]), softline]), ')'];
}

/**
 * Lines of a condition behind `return (` or `=>`, the last with `end` behind it.
 * @param text all of it on one line, for those who know it
 */
export function conditionLines(
  condition: Condition,
  depth: number,
  end: string,
  text = conditionText(condition),
): string {
  if (fits(text + end, depth)) return lineAt(depth, text + end);
  if (isLogical(condition) && !isPair(condition)) {
    const lines = operandLines(condition, depth, end);
    if (lines.every((line) => fits(line, 0))) return lines.join('\n');
  }
  return layOutAt(depth, [layOutCondition(condition, 'tail'), end]);
}

/** A line an operand. One that is too long is such lines itself, in parentheses. */
const operandLines = ({ kind, parts }: Logical, depth: number, end: string): string[] =>
  parts.flatMap((part, i) => {
    const behind = i === parts.length - 1 ? end : ` ${OPERATORS[kind]}`;
    return oneOperand(part, depth, behind);
  });

function oneOperand(part: Condition, depth: number, behind: string): string[] {
  const text = conditionText(part, true) + behind;
  if (!isLogical(part) || fits(text, depth)) return [lineAt(depth, text)];
  const [head = ALWAYS, ...rest] = part.parts;
  const [first = '', ...more] = oneOperand(head, depth, ` ${OPERATORS[part.kind]}`);
  const others = operandLines({ kind: part.kind, parts: rest }, depth + 1, `)${behind}`);
  return [`${lineAt(depth, '(')}${first.trimStart()}`, ...more, ...others];
}
