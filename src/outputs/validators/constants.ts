import { group, indent, indentIfBreak, line, WIDTH } from '../../emit/layout.js';
import type { Layout } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import type { Expression } from './expression.js';
import { call, layoutOf, textOf } from './expression.js';
import { fits, layOutAt } from './lines.js';
import type { Printer } from './printer.js';

/** `left = right;` on the top level, broken as Prettier breaks an assignment (its layout `fluid`). */
export function declareConstant(left: string, right: Expression): string {
  const text = `${left} = ${textOf(right)};`;
  if (fits(text, 0)) return text;
  if (typeof right !== 'string' && right.args.length > 1 && fits(`${left} = ${right.name}(`, 0))
    return [`${left} = ${right.name}(`, ...right.args.map((arg) => `  ${textOf(arg)},`), ');'].join(
      '\n',
    );
  const groupId = Symbol('assignment');
  return layOutAt(0, [
    group([
      left,
      ' =',
      group(indent(line), { id: groupId }),
      indentIfBreak(group(layoutOf(right)), { groupId }),
      ';',
    ]),
  ]);
}

/** The name of a constant with an object or array of the document, as data. */
export function dataConstant(printer: Printer, value: unknown, wanted: string): string {
  const json = JSON.stringify(value);
  return printer.constant(wanted, `data ${json}`, (name) => {
    const left = `const ${name}: unknown`;
    const text = quote(json);
    const right = call('JSON.parse', text);
    // Prettier does not break a call for the sake of a short lone argument.
    if (text.length > WIDTH / 4 || fits(`${left} = ${right.text};`, 0))
      return declareConstant(left, right);
    const code: Layout = [left, ' =', group(indent([line, right.text])), ';'];
    return layOutAt(0, group(code));
  });
}

/** `new Set([...])` of strings as a constant. */
export function setConstant(name: string, items: readonly string[]): string {
  const quoted = items.map(quote);
  const text = `const ${name} = new Set([${quoted.join(', ')}]);`;
  if (fits(text, 0)) return text;
  return [`const ${name} = new Set([`, ...quoted.map((item) => `  ${item},`), ']);'].join('\n');
}
