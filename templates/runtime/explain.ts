import type { BusKind } from './types.js';

/** An option that is in effect, and who said so: the document, a call of yours, or nobody. */
export interface Explained {
  readonly value: unknown;
  readonly from: 'document' | 'call' | 'default';
}

/** Options by name; those that nobody set and that have no default are left out. */
export type ExplainedOptions = Readonly<Record<string, Explained>>;

/** What is in effect, as data: print it, or compare two deployments. */
export interface Explanation {
  /** Title and version. */
  readonly document: string;
  readonly transport: BusKind;
  /** Of `createClient`. */
  readonly client: ExplainedOptions;
  /** Of the document, by operation. Retry as it is where a subscription says nothing else. */
  readonly operations: Readonly<Record<string, ExplainedOptions>>;
  /** Those that run now. */
  readonly subscriptions: readonly ExplainedSubscription[];
}

export interface ExplainedSubscription {
  readonly group: string;
  /** Of `subscribe`. */
  readonly options: ExplainedOptions;
  /** By operation. */
  readonly retry: Readonly<Record<string, ExplainedOptions>>;
}
