import type { Layout } from '../../emit/layout.js';
import { group, indent, indentIfBreak, line } from '../../emit/layout.js';
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
  return printer.constant(wanted, `data ${json}`, (name) =>
    declareConstant(`const ${name}: unknown`, call('JSON.parse', quote(json))),
  );
}
