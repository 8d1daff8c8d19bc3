import { quote } from './quote.js';

/**
 * Collects what a file uses while it is printed, so that its import statements come last, from
 * use: no unused import, values and types apart, sorted.
 */
export class Imports {
  readonly #from: string;
  readonly #values = new Map<string, Set<string>>();
  readonly #types = new Map<string, Set<string>>();

  /** @param from the module that imports, relative to the output, without ending: `messages/pet` */
  constructor(from: string) {
    this.#from = from;
  }

  /** Uses a value of a module; returns its name, so that it can stand where it is printed. */
  value(name: string, module: string): string {
    return this.#add(this.#values, name, module);
  }

  /** Uses a type of a module; returns its name. */
  type(name: string, module: string): string {
    return this.#add(this.#types, name, module);
  }

  /** The import statements, formatted. Names of the file's own module are left out. */
  print(): string[] {
    const modules = [...new Set([...this.#values.keys(), ...this.#types.keys()])].sort();
    return modules.flatMap((module) => [
      ...statement('import', this.#values.get(module), relative(this.#from, module)),
      ...statement('import type', this.#types.get(module), relative(this.#from, module)),
    ]);
  }

  #add(table: Map<string, Set<string>>, name: string, module: string): string {
    if (module === this.#from) return name;
    const names = table.get(module) ?? new Set();
    table.set(module, names.add(name));
    return name;
  }
}

const statement = (head: string, names: Set<string> | undefined, path: string): string[] => {
  if (names === undefined) return [];
  const list = [...names].sort();
  const oneLine = `${head} { ${list.join(', ')} } from ${quote(path)};`;
  if (oneLine.length <= 100) return [oneLine];
  return [`${head} {`, ...list.map((name) => `  ${name},`), `} from ${quote(path)};`];
};

/** The relative path from one module of the output to another, with `.js`. */
function relative(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  while (here.length > 0 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  const up = here.length === 0 ? './' : '../'.repeat(here.length);
  return `${up}${there.join('/')}.js`;
}
