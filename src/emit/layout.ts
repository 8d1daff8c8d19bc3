import { builders, printer } from 'prettier/doc';
import type { Doc as Layout } from 'prettier';
import { flat } from './flat.js';

export type { Layout };
export const {
  align,
  group,
  indent,
  hardline,
  softline,
  line,
  join,
  ifBreak,
  fill,
  indentIfBreak,
} = builders;

/** The width that generated code is printed to, as in its Prettier settings. */
export const WIDTH = 100;

/** Lays code out by Prettier's own algorithm, so that Prettier finds nothing to change in it. */
export const layOut = (code: Layout): string =>
  flat(code, WIDTH) ??
  printer.printDocToString(code, { printWidth: WIDTH, tabWidth: 2, useTabs: false }).formatted;
