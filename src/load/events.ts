import type { Event } from 'js-yaml';

/** The kinds of js-yaml's parse events, as plain numbers for a fast switch. */
export const DOCUMENT = 1;
export const SEQUENCE = 2;
export const MAPPING = 3;
export const SCALAR = 4;
export const ALIAS = 5;
export const POP = 6;
export const PLAIN = 1;
export const DOUBLE_QUOTED = 3;
export const FLOW = 2;

/** Containers deeper than this are refused, so that no recursion over a document runs out of stack. */
export const MAX_DEPTH = 500;

export const TOO_DEEP = `The document is nested deeper than ${MAX_DEPTH} levels.`;

/** What a parser found wrong: where, and what. */
export interface SyntaxFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly help?: string;
}

/** The events of a text, in YAML's layout whether it is YAML or JSON; or the first fault. */
export type Scan =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly fault: SyntaxFault };
