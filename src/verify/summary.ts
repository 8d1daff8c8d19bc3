/** How messages of one name did. */
export type Tally = Readonly<Record<Outcome, number>>;

export type Outcome = 'valid' | 'invalid' | 'unchecked';

/** What a run over any number of messages learned, in bounded memory. */
export interface Summary {
  /** Messages that were looked at. */
  readonly messages: number;
  readonly valid: number;
  /** Messages with at least one fault, also those that are no message of the document. */
  readonly invalid: number;
  /** Messages whose payload is in a language that nobody here reads. */
  readonly unchecked: number;
  /** By the name of the message in the document; without those that nobody knows. */
  readonly byMessage: Readonly<Record<string, Tally>>;
  /** How often each fault was found: `PetAdopted: payload /petId format`. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Findings that were counted but are not among the diagnostics. */
  readonly withheld: number;
  /** Properties and headers that no schema names, by message: `PetAdopted: payload /petColour`. */
  readonly unknownFields: Readonly<Record<string, number>>;
}

/** Different reasons and fields that are told apart; what comes later is counted together. */
const MAX_DIFFERENT = 1000;

const OTHERS = 'others';

/** Counts by name, with a bound on the names. */
export class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    const known = this.#counts.get(name);
    if (known !== undefined) this.#counts.set(name, known + 1);
    else if (this.#counts.size < MAX_DIFFERENT) this.#counts.set(name, 1);
    else this.#counts.set(OTHERS, (this.#counts.get(OTHERS) ?? 0) + 1);
  }

  /** Most frequent first. */
  result(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }
}

const noTally = (): Record<Outcome, number> => ({ valid: 0, invalid: 0, unchecked: 0 });

/** Counts messages as they come. */
export class SummaryBuilder {
  readonly reasons = new Counter();
  readonly unknownFields = new Counter();
  readonly #byMessage = new Map<string, Record<Outcome, number>>();
  readonly #all = noTally();
  messages = 0;
  withheld = 0;

  /** @param message its name, where that is known */
  count(message: string | undefined, outcome: Outcome): void {
    this.messages++;
    this.#all[outcome]++;
    if (message === undefined) return;
    let tally = this.#byMessage.get(message);
    if (tally === undefined) {
      tally = noTally();
      this.#byMessage.set(message, tally);
    }
    tally[outcome]++;
  }

  result(): Summary {
    return {
      messages: this.messages,
      ...this.#all,
      byMessage: Object.fromEntries([...this.#byMessage].sort(([a], [b]) => (a < b ? -1 : 1))),
      reasons: this.reasons.result(),
      withheld: this.withheld,
      unknownFields: this.unknownFields.result(),
    };
  }
}
