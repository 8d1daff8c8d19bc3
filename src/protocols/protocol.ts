import type { Literal } from '../emit/literal.js';
import type { Channel, Message, Operation, Schema } from '../model/model.js';

/** A binding as the generated contract holds it; nothing when it says nothing to the run time. */
export type BindingView = { readonly [key: string]: Literal } | undefined;

/** What a view may look up. */
export interface BindingContext {
  readonly schemaOf: (id: string) => Schema;
  /** The name of a schema's validator, imported where it is printed. */
  readonly validator: (schema: Schema) => Literal;
}

/** What a protocol's bindings mean to the generated code. */
export interface Protocol {
  /** The names by which servers call it. */
  readonly serverProtocols: readonly string[];
  readonly channel: (channel: Channel) => BindingView;
  readonly operation: (operation: Operation) => BindingView;
  readonly message: (message: Message, context: BindingContext) => BindingView;
}
