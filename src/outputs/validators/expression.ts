import type { Layout } from '../../emit/layout.js';
import { group, ifBreak, indent, join, line, softline } from '../../emit/layout.js';

/** Code of a value: a text that stands on one line, or a call, which may need several. */
export type Expression = string | Call;

export interface Call {
  readonly name: string;
  readonly args: readonly Expression[];
  /** All of it on one line. */
  readonly text: string;
}

/** `name(a, b)` */
export function call(name: string, ...args: readonly Expression[]): Call {
  return { name, args, text: `${name}(${args.map(textOf).join(', ')})` };
}

/** An expression on one line. */
export const textOf = (code: Expression): string => (typeof code === 'string' ? code : code.text);

/** An expression that breaks where it does not fit. */
export function layoutOf(code: Expression): Layout {
  if (typeof code === 'string') return code;
  if (code.args.length === 0) return code.text;
  const list = indent([softline, join([',', line], code.args.map(layoutOf))]);
  return group([code.name, '(', list, ifBreak(','), softline, ')']);
}
