import { dirname, join, relative } from 'node:path/posix';
import { quote } from './quote.js';

/**
 * Collects what a file uses while it is printed, so that its import statements come last, from
 * use: no unused import, values and types apart, sorted.
 */
export class Imports {
  readonly #from: string;
  readonly #folder: string;
  readonly #runtime: string;
  readonly #values = new Map<string, Set<string>>();
  readonly #types = new Map<string, Set<string>>();

  /**
   * @param from the module that imports, relative to the output, without ending: `messages/pet`
   * @param runtime where modules under `runtime/` really lie, relative to the output
   */
  constructor(from: string, runtime = 'runtime') {
    this.#from = from;
    this.#folder = dirname(from);
    this.#runtime = runtime;
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
      ...statement('import', this.#values.get(module), this.path(module)),
      ...statement('import type', this.#types.get(module), this.path(module)),
    ]);
  }

  /** The specifier of a module of the output, or of the run time, as this file imports it. */
  path(module: string): string {
    if (!module.startsWith('runtime/')) return specifier(this.#folder, module);
    const place = this.#runtime + module.slice('runtime'.length);
    const key = `${this.#folder}\0${place}`;
    const known = runtimeSpecifiers.get(key) ?? specifier(this.#folder, place);
    runtimeSpecifiers.set(key, known);
    return known;
  }

  #add(table: Map<string, Set<string>>, name: string, module: string): string {
    if (module === this.#from) return name;
    const names = table.get(module) ?? new Set();
    table.set(module, names.add(name));
    return name;
  }
}

/** Deep enough that a shared run time above the output has a place: `../../runtime`. */
const OUT = '/a/b/c/d/e/f/g/h/out';

/** The run time is imported by every file, so that its paths are worth keeping. */
const runtimeSpecifiers = new Map<string, string>();

function specifier(folder: string, place: string): string {
  if (/^[./]/.test(place) || folder.includes('/')) return wayUp(folder, place);
  if (folder === '.') return `./${place}.js`;
  return place.startsWith(`${folder}/`) ? `.${place.slice(folder.length)}.js` : `../${place}.js`;
}

/** The specifier of a run time above the output; `specifier` knows the rest without asking. */
const wayUp = (folder: string, place: string): string => {
  const path = relative(join(OUT, folder), join(OUT, place));
  return `${path.startsWith('.') ? '' : './'}${path}.js`;
};

const statement = (head: string, names: Set<string> | undefined, path: string): string[] => {
  if (names === undefined) return [];
  const list = [...names].sort();
  const oneLine = `${head} { ${list.join(', ')} } from ${quote(path)};`;
  // Prettier never breaks the braces around a single name.
  if (oneLine.length <= 100 || list.length === 1) return [oneLine];
  return [`${head} {`, ...list.map((name) => `  ${name},`), `} from ${quote(path)};`];
};
