import type { Busy, Failure, OutboxSession, StoredRow } from './store.js';

/** Sends a row. @returns why it failed; nothing when the broker owns it */
export type Send = (row: StoredRow) => Promise<Failure | undefined>;

/** What became of rows since the last look. */
export interface Landed {
  readonly sent: number;
  readonly failed: number;
}

/**
 * The rows that are being sent. Rows of one key go one after the other; one that fails stops its
 * key. A slow row holds back its key and nothing else.
 */
export class Flights {
  readonly #send: Send;
  /** Under way, or ended and not marked yet. */
  readonly #rows = new Map<string, StoredRow>();
  readonly #sent: string[] = [];
  readonly #failures: Failure[] = [];
  /** Behind a row that failed: for the next look. */
  readonly #left: string[] = [];
  #lines = 0;
  #abandoned = false;
  /** Called when a row has ended. */
  onEnd: () => void = () => undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Nothing is under way any more. */
  get landed(): boolean {
    return this.#lines === 0;
  }

  /** There is something to mark. */
  get hasEnded(): boolean {
    return this.#sent.length > 0 || this.#failures.length > 0;
  }

  get busy(): Busy {
    const keys = new Set([...this.#rows.values()].flatMap(({ key }) => key ?? []));
    return { rows: [...this.#rows.values()], keys: [...keys] };
  }

  start(rows: readonly StoredRow[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    for (const line of byKey(rows)) {
      this.#lines += 1;
      void this.#fly(line);
    }
  }

  /** Writes down what has ended. @throws what the store throws */
  async mark(session: OutboxSession): Promise<Landed> {
    const sent = this.#sent.splice(0);
    const failures = this.#failures.splice(0);
    const left = this.#left.splice(0);
    if (sent.length > 0) await session.sent(sent);
    if (failures.length > 0) await session.failed(failures);
    for (const id of [...sent, ...failures.map((failure) => failure.id), ...left]) {
      this.#rows.delete(id);
    }
    return { sent: sent.length, failed: failures.length };
  }

  /** Starts no more rows. Those that are under way stay unmarked: they will be sent again. */
  abandon(): void {
    this.#abandoned = true;
  }

  async #fly(line: readonly StoredRow[]): Promise<void> {
    for (const [index, row] of line.entries()) {
      if (this.#abandoned) break;
      const failure = await this.#send(row);
      if (failure === undefined) {
        this.#sent.push(row.id);
        continue;
      }
      this.#failures.push(failure);
      this.#left.push(...line.slice(index + 1).map(({ id }) => id));
      break;
    }
    this.#lines -= 1;
    this.onEnd();
  }
}

/** Rows that must follow each other; one without a key stands for itself. */
const byKey = (rows: readonly StoredRow[]): readonly (readonly StoredRow[])[] => {
  const lines = new Map<string, StoredRow[]>();
  const loose: StoredRow[][] = [];
  for (const row of rows) {
    if (row.key === undefined) {
      loose.push([row]);
      continue;
    }
    const line = lines.get(row.key);
    if (line === undefined) lines.set(row.key, [row]);
    else line.push(row);
  }
  return [...loose, ...lines.values()];
};
