import type { JsonSchema, Schema } from '../../model/model.js';
import type { PrintContext } from '../context.js';
import type { Condition, Decided } from './condition.js';
import { call } from './expression.js';
import type { Statement } from './statement.js';
import { statement } from './statement.js';
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
  readonly #used = new Map<string, string>();
  readonly #constants = new Map<string, string>();
  readonly #types: ReadonlySet<string>;

  constructor(schema: Schema, context: PrintContext) {
    this.schema = schema;
    this.context = context;
    const others = [...references(schema.json)].map((id) => context.schemaOf(id));
    this.names = new Names(
      context.imports,
      new Set([schema, ...others].map(({ names }) => names.value)),
    );
    this.#types = new Set([schema, ...others].map(({ names }) => names.type));
  }

  /** Uses a value of the run time. */
  use(name: string, module: string): string {
    return this.useOf(name, `runtime/validation${module}`);
  }

  /** Uses a value of any module. It is imported if it is still there in the end. */
  useOf(name: string, module: string): string {
    this.#used.set(name, module);
    return name;
  }

  /** Imports what code, without its texts, uses of all that was asked for. */
  importWhatIsIn(code: string): void {
    for (const [name, module] of this.#used) {
      if (uses(code, name)) this.context.imports.value(name, module);
    }
  }

  /** Uses a type of `validator.ts`, under another name where a schema has taken its own. */
  useType(name: string): string {
    if (!this.#types.has(name)) return this.context.imports.type(name, 'runtime/validator');
    this.context.imports.type(`${name} as ${name}Type`, 'runtime/validator');
    return `${name}Type`;
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
    return statement(call(fail, 'issues', pathText(path), quote(keyword), quote(message)));
  }
}

/** The ids that a schema refers to. */
function references(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('$ref' in schema && typeof schema.$ref === 'string') found.add(schema.$ref);
  for (const [key, part] of Object.entries(schema)) {
    if (!DATA.has(key)) references(part, found);
  }
  return found;
}

/** Keywords that hold data in which `$ref` is no reference. */
const DATA = new Set(['enum', 'const', 'default', 'examples']);
