import type { Declaration } from './printer.js';

/** String literals, and the text of template literals, which holds names of the document. */
const LITERALS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\}\/[^`$]*(?=\$|`)/g;

/** Code without its texts, in which every name is one that it uses. */
export const withoutLiterals = (code: string): string => code.replace(LITERALS, ' ');

/** Characters that never stand in a name; what is not ASCII may. */
const BETWEEN_NAMES = ' \n()[]{}.,;:=!<>&|+-*/%?`\'"';

/** Whether an ASCII character may stand in a name, by its code. */
const IN_NAMES = Array.from(
  { length: 128 },
  (_, code) => !BETWEEN_NAMES.includes(String.fromCharCode(code)),
);

/** Past the ends of the code there is no character, but `NaN`. */
const isPartOfName = (code: number): boolean => code >= 128 || IN_NAMES[code] === true;

/** Where a name stands in code, from a place on; -1 when it does not. */
function find(code: string, name: string, from: number): number {
  for (let at = code.indexOf(name, from); at >= 0; at = code.indexOf(name, at + 1)) {
    if (!isPartOfName(code.charCodeAt(at - 1)) && !isPartOfName(code.charCodeAt(at + name.length)))
      return at;
  }
  return -1;
}

/** Whether code, without its texts, uses a name. */
export const uses = (code: string, name: string): boolean => find(code, name, 0) >= 0;

/** Declarations, and all their code without its texts. */
export interface Used {
  readonly declarations: readonly Declaration[];
  readonly code: string;
}

/** Leaves out functions and constants that only a condition named which is never looked at. */
export function withoutUnused(declarations: readonly Declaration[]): Used {
  const all = declarations.map(({ code }) => code).join('\n');
  const used = declarations.filter(({ name, isExported }) => {
    if (isExported === true) return true;
    const first = find(all, name, 0);
    return first < 0 || find(all, name, first + name.length) >= 0;
  });
  return used.length === declarations.length ? { declarations, code: all } : withoutUnused(used);
}
