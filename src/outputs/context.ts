import type { Imports } from '../emit/imports.js';
import type { Schema } from '../model/model.js';

/** What the printers of types and validators need beside the schema that they print. */
export interface PrintContext {
  /** Collects what the file uses while its sections are printed. */
  readonly imports: Imports;
  /** The names of types and validators that the file declares, or imports from other schemas. */
  readonly names: ReadonlySet<string>;
  /** The model's schema with this id: the target of a `$ref`. Throws when there is none. */
  schemaOf(id: string): Schema;
}
