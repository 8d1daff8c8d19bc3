import { Bell } from '../core/bell.js';
import type { OutboxRow } from './row.js';
import type {
  Backlog,
  Busy,
  Failure,
  OutboxSession,
  OutboxStore,
  SessionOptions,
  StoredRow,
} from './store.js';

/** A transaction of `memoryOutbox`: rows are kept back until it commits. */
export interface MemoryTransaction {
  readonly rows: OutboxRow[];
}

/** For tests, and for programs that have no database: what waits is lost with the process. */
export interface MemoryOutbox extends OutboxStore<MemoryTransaction> {
  /** Runs `work` in a transaction, which commits when `work` resolves. */
  transaction<Result>(work: (tx: MemoryTransaction) => Promise<Result>): Promise<Result>;
}

interface Row extends StoredRow {
  attempts: number;
  readonly writtenAt: number;
  sentAt: number | undefined;
  notBefore: number;
  parked: boolean;
  /** A session has it. */
  taken: boolean;
}

class MemoryStore implements MemoryOutbox {
  readonly #rows = new Map<string, Row>();
  readonly #bells = new Set<Bell>();
  #nextId = 1;

  async transaction<Result>(work: (tx: MemoryTransaction) => Promise<Result>): Promise<Result> {
    const tx: MemoryTransaction = { rows: [] };
    const result = await work(tx);
    for (const row of tx.rows) this.#keep(row);
    for (const bell of this.#bells) bell.ring();
    return result;
  }

  add(tx: MemoryTransaction, row: OutboxRow): Promise<void> {
    tx.rows.push(row);
    return Promise.resolve();
  }

  open(options: SessionOptions): Promise<OutboxSession> {
    const mine = new Set<Row>();
    const bell = new Bell();
    this.#bells.add(bell);
    return Promise.resolve({
      due: async (limit, busy) => {
        bell.reset();
        giveBack(mine, busy);
        return this.#take(limit, options, mine);
      },
      sent: async (ids) => this.#sent(ids, mine),
      failed: async (failures) => this.#failed(failures, mine),
      wait: (limit, signal) => bell.wait(limit, signal),
      close: async () => {
        this.#bells.delete(bell);
        giveBack(mine);
      },
    });
  }

  backlog(): Promise<Backlog> {
    const open = this.#unsent();
    const waiting = open.filter(({ parked }) => !parked);
    const [oldest] = waiting;
    return Promise.resolve({
      waiting: waiting.length,
      age: oldest === undefined ? 0 : Date.now() - oldest.writtenAt,
      parked: open.length - waiting.length,
    });
  }

  deleteSent(before: Date): Promise<number> {
    const old = [...this.#rows.values()].filter(
      ({ sentAt }) => sentAt !== undefined && sentAt < before.getTime(),
    );
    for (const { id } of old) this.#rows.delete(id);
    return Promise.resolve(old.length);
  }

  release(messageIds?: readonly string[]): Promise<number> {
    const rows = this.#unsent().filter(
      ({ parked, messageId }) => parked && messageIds?.includes(messageId) !== false,
    );
    for (const row of rows) Object.assign(row, { parked: false, attempts: 0, notBefore: 0 });
    for (const bell of this.#bells) bell.ring();
    return Promise.resolve(rows.length);
  }

  #keep(row: OutboxRow): void {
    const id = String(this.#nextId);
    this.#nextId += 1;
    const fresh = { attempts: 0, sentAt: undefined, notBefore: 0, parked: false, taken: false };
    this.#rows.set(id, { ...row, ...fresh, id, writtenAt: Date.now() });
  }

  #unsent(): Row[] {
    return [...this.#rows.values()].filter(({ sentAt }) => sentAt === undefined);
  }

  /** The first rows of each key; a key whose first row waits, waits with it. */
  #take(limit: number, { parkedKeys }: SessionOptions, mine: Set<Row>): readonly StoredRow[] {
    const held = new Set<string>();
    const due: Row[] = [];
    for (const row of this.#unsent()) {
      if (due.length === limit) break;
      const free = !row.taken && !row.parked && row.notBefore <= Date.now();
      if (row.key !== undefined && held.has(row.key)) continue;
      if (free) due.push(row);
      else if (row.key !== undefined && !(row.parked && parkedKeys === 'skip')) held.add(row.key);
    }
    for (const row of due) {
      row.taken = true;
      mine.add(row);
    }
    return due.map((row) => ({ ...row }));
  }

  #sent(ids: readonly string[], mine: Set<Row>): void {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row !== undefined && mine.has(row)) row.sentAt = Date.now();
    }
  }

  #failed(failures: readonly Failure[], mine: Set<Row>): void {
    for (const { id, retryIn, counts, parked } of failures) {
      const row = this.#rows.get(id);
      if (row === undefined || !mine.has(row)) continue;
      row.attempts += counts ? 1 : 0;
      row.notBefore = Date.now() + retryIn;
      row.parked = parked;
    }
  }
}

const giveBack = (mine: Set<Row>, { rows: busy }: Pick<Busy, 'rows'> = { rows: [] }): void => {
  const kept = new Set(busy.map(({ id }) => id));
  for (const row of mine) {
    if (kept.has(row.id)) continue;
    row.taken = false;
    mine.delete(row);
  }
};

/** An outbox in memory. */
export const memoryOutbox = (): MemoryOutbox => new MemoryStore();
