import type { Layout } from '../../emit/layout.js';
import { group, indent, indentIfBreak, line, WIDTH } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import { call } from './code.js';
import type { Printer } from './printer.js';

/** `const name = value;`, broken as Prettier breaks an assignment (its layout `fluid`). */
export function declareConstant(left: Layout, right: Layout): Layout {
  const groupId = Symbol('assignment');
  return group([
    group(left),
    ' =',
    group(indent(line), { id: groupId }),
    indentIfBreak(group(right), { groupId }),
    ';',
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
    if (text.length <= WIDTH / 4) return group([left, ' =', group(indent([line, right])), ';']);
    return declareConstant(left, right);
  });
}
