import type { OutboxRow } from '../../outbox/row.js';

/** A message that was given up, with all that it takes to deliver it again. */
export interface LetterRow extends OutboxRow {
  readonly group: string;
  /** What a broker would call its queue. */
  readonly queue: string;
}

/** A letter as a store keeps it. */
export interface KeptLetter extends LetterRow {
  /** The store's own id. */
  readonly id: string;
}

/**
 * Where the in-process bus keeps its dead letters, so that they outlive the process.
 * `postgresDeadLetters` makes one.
 */
export interface DeadLetterStore {
  /** Keeps a letter. Only when this resolves is its message settled. */
  add(letter: LetterRow): Promise<void>;
  /** Those of a group, oldest first. */
  list(group: string): Promise<readonly KeptLetter[]>;
  /** It was sent again, and is settled. */
  remove(id: string): Promise<void>;
}
