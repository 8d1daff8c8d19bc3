import type { JsonSchema, Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import type { Condition, Decided } from './condition.js';
import { call } from './expression.js';
import type { Statement } from './statement.js';
import { statement } from './statement.js';
import type { Variables } from './names.js';
import { Names, pascalCase } from './names.js';
import type { Path } from './path.js';
import { pathText } from './path.js';
import { uses, withoutLiterals } from './usage.js';
import { quote } from '../../emit/quote.js';

/** What a schema, or one of its keywords, asks of a value. Printed on demand: nothing unused. */
export interface Part {
  /** Whether the value fits. */
  readonly holds: () => Condition;
  /** Adds every fault to `issues`. */
  readonly faults: (path: Path) => readonly Statement[];
}

/** The value that a part speaks of. */
export interface Subject {
  /** The variable that holds it. */
  readonly code: string;
  /** What functions and constants are called after; empty for the schema itself. */
  readonly hint: string;
  /** Whether the value's type is known already, so that TypeScript would refuse some comparisons. */
  readonly narrowed?: boolean;
}

/** What a function does: its statements, or the condition that it gives back. */
export type Body = readonly Statement[] | Condition;

/** What the functions of a schema do. Made of the same parts, each printed when first asked for. */
export interface Bodies {
  /** What their functions and constants are called after. */
  readonly hint: string;
  readonly guard: () => Body;
  readonly check: () => readonly Statement[];
}

/** A statement of the top level, printed. */
export interface Declaration {
  readonly name: string;
  readonly text: string;
  /** The same without the document's texts, in which every name is one that it uses. */
  readonly code: string;
  readonly isExported?: boolean;
}

/** What the keywords share while one schema is printed. */
export class Printer {
  readonly schema: Schema;
  readonly context: PrintContext;
  readonly names: Names;
  /** Statements of the top level, in the order in which they are printed. */
  readonly statements: Declaration[] = [];
  readonly guards = new Map<JsonSchema, string | Decided>();
  readonly checks = new Map<JsonSchema, string | undefined>();
  readonly bodies = new Map<JsonSchema, Bodies>();
  readonly #used = new Map<string, { readonly name: string; readonly module: string }>();
  readonly #constants = new Map<string, string>();

  constructor(schema: Schema, context: PrintContext) {
    this.schema = schema;
    this.context = context;
    this.names = new Names(context.imports, context.names);
  }

  /** What the variables of printed functions are called in this file. */
  get variables(): Variables {
    return this.names.variables;
  }

  /** Uses a value of the run time. */
  use(name: string, module: string): string {
    const known = this.names.ofRuntime(name);
    this.#used.set(known, { name: importAs(name, known), module: `runtime/validation${module}` });
    return known;
  }

  /** Uses a value of any module. It is imported if it is still there in the end. */
  useOf(name: string, module: string): string {
    this.#used.set(name, { name, module });
    return name;
  }

  /** Imports what code, without its texts, uses of all that was asked for. */
  importWhatIsIn(code: string): void {
    for (const [known, { name, module }] of this.#used) {
      if (uses(code, known)) this.context.imports.value(name, module);
    }
  }

  /** Uses a type of `validator.ts`. */
  useType(name: string): string {
    const known = this.names.ofRuntime(name);
    this.context.imports.type(importAs(name, known), 'runtime/validator');
    return known;
  }

  /** The name of a function or constant that belongs to this schema. */
  nameFor(prefix: string, hint: string): string {
    const { type } = this.schema.names;
    const part = pascalCase(hint);
    return this.names.declare(part === '' ? `${prefix}${type}` : `${prefix}${part}Of${type}`);
  }

  /** A constant on the top level, declared once for the same content. */
  constant(wanted: string, content: string, print: (name: string) => string): string {
    const known = this.#constants.get(content);
    if (known !== undefined) return known;
    const name = this.names.declare(wanted);
    this.#constants.set(content, name);
    const text = print(name);
    this.declare({ name, text, code: withoutLiterals(text) });
    return name;
  }

  /** Adds a statement to the top level. */
  declare(declaration: Declaration): void {
    this.statements.push(declaration);
  }

  /** A statement that adds an issue. */
  fail(path: Path, keyword: string, message: string): Statement {
    const fail = this.use('fail', '');
    const { issues, path: place } = this.variables;
    return statement(call(fail, issues, pathText(path, place), quote(keyword), quote(message)));
  }
}

const importAs = (name: string, known: string): string =>
  name === known ? name : `${name} as ${known}`;
