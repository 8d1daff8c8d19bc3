import { isIdentifierName, quote } from '../../emit/quote.js';
import type { Printer } from './printer.js';
import type { Statement } from './statement.js';
import { destructure, statement } from './statement.js';

/** Variables of a printed function that hold the properties of `value`, made from use. */
export class Locals {
  readonly #printer: Printer;
  #names = new Map<string, string>();
  #taken = new Set<string>();

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  /** Prints another function of the same object: it has no variables yet. */
  inFunction<T>(print: () => T): T {
    const [names, taken] = [this.#names, this.#taken];
    [this.#names, this.#taken] = [new Map<string, string>(), new Set<string>()];
    const printed = print();
    [this.#names, this.#taken] = [names, taken];
    return printed;
  }

  /** The variable of a property. */
  get(property: string): string {
    const known = this.#names.get(property);
    if (known !== undefined) return known;
    const name = this.#printer.names.local(property, this.#taken);
    this.#names.set(property, name);
    this.#taken.add(name);
    return name;
  }

  /** What `make` gives. A property that only something unneeded asked for gets no variable. */
  whereNeeded<T>(property: string, make: () => T, isNeeded: (made: T) => boolean): T {
    const isKnown = this.#names.has(property);
    const made = make();
    if (!isKnown && !isNeeded(made)) this.#drop(property);
    return made;
  }

  #drop(property: string): void {
    const name = this.#names.get(property);
    this.#names.delete(property);
    if (name !== undefined) this.#taken.delete(name);
  }

  /** The statements that declare the variables. */
  declare(): Statement[] {
    const all = [...this.#names];
    const { value } = this.#printer.variables;
    const inherited = all.filter(([property]) => property in Object.prototype);
    const others = all.filter(([property]) => !(property in Object.prototype));
    return [
      ...(others.length === 0 ? [] : [destructure(others.map(binding), value)]),
      ...inherited.map(([property, name]) => {
        const own = this.#printer.use('ownProperty', '/objects');
        return statement(`const ${name} = ${own}(${value}, ${quote(property)})`);
      }),
    ];
  }
}

const binding = ([property, name]: readonly [string, string]): string => {
  if (property === name) return name;
  return `${isIdentifierName(property) ? property : quote(property)}: ${name}`;
};
