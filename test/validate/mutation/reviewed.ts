import type { Diagnostic } from '../../../src/diagnostic.js';
import type { Mutation, MutationClass } from './mutate.js';

interface Reviewed {
  /** Why the finding rightly stands elsewhere. */
  readonly why: string;
  readonly kind?: MutationClass;
  readonly code: RegExp;
  /** The end of the pointer of what was changed. */
  readonly changed?: RegExp;
}

/** Findings that stand in another place than the change, looked at one by one. */
const reviewed: readonly Reviewed[] = [
  {
    why: 'The reference leads to another schema now, which is one: it is the example that does not fit.',
    kind: 're-point',
    code: /^(message\/examples-valid|schema\/(default|examples)-valid|\w+\/[a-z]+-location)$/,
  },
  {
    why: 'The reference leads into a file whose objects have no kind of their own: they are read as what is wanted.',
    kind: 're-point',
    code: /^(spec\/(structure|unknown-field)|schema\/valid|binding\/structure)$/,
  },
  {
    why: 'Without its format a schema of another language is read as JSON Schema.',
    code: /^schema\/valid$/,
    changed: /\/schemaFormat$/,
  },
  {
    why: 'The address is shown that has the parameter, and the parameter that is not in the address.',
    code: /^channel\/parameters-match$/,
    changed: /\/(address|parameters(\/[^/]+)?)$/,
  },
];

export const isReviewed = ({ code }: Diagnostic, { kind, pointer = '' }: Mutation): boolean =>
  reviewed.some(
    (one) =>
      one.code.test(code) &&
      (one.kind === undefined || one.kind === kind) &&
      (one.changed === undefined || one.changed.test(pointer)),
  );
