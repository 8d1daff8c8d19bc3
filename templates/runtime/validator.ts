/** One fault in a value. `path` is a JSON Pointer into the value, `''` for the value itself. */
export interface Issue {
  readonly path: string;
  /** The JSON Schema keyword that was broken: `required`, `format`, `minimum`. */
  readonly keyword: string;
  readonly message: string;
}

/** A validator that was compiled ahead of time. It also plugs in wherever Standard Schema is taken. */
export interface Validator<T> {
  /** Tells whether the value fits; stops at the first fault. */
  is(value: unknown): value is T;
  /** The value itself. Throws `InvalidMessageError` with every issue when it does not fit. */
  parse(value: unknown): T;
  /** Every fault, in the schema's order; empty when the value fits. */
  issues(value: unknown): Issue[];
  /** Standard Schema v1, https://standardschema.dev */
  readonly '~standard': StandardSchema<T>;
}

export interface StandardSchema<T> {
  readonly version: 1;
  readonly vendor: 'petevents';
  readonly validate: (value: unknown) => StandardResult<T>;
  readonly types?: { readonly input: T; readonly output: T };
}

export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] };
