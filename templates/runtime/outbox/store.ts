import type { OutboxRow } from './row.js';

/** A row as a store keeps it. */
export interface StoredRow extends OutboxRow {
  /** The store's own id: rows of one key are sent in its order. */
  readonly id: string;
  /** Times that sending failed so far. */
  readonly attempts: number;
}

/** Why a row was not sent, and what becomes of it. */
export interface Failure {
  readonly id: string;
  readonly reason: string;
  /** Milliseconds until the next try. Its key waits with it. */
  readonly retryIn: number;
  /** The try counts. A broker that is away is not the row's fault. */
  readonly counts: boolean;
  /** Given up: it stays where it is, for somebody to look at. */
  readonly parked: boolean;
}

/**
 * Where rows wait. `Tx` is the caller's transaction: rows are there if it commits, and only then.
 * `postgresOutbox` and `memoryOutbox` make one.
 */
export interface OutboxStore<Tx> {
  /** Writes a row in the caller's transaction. */
  add(tx: Tx, row: OutboxRow): Promise<void>;
  /** Takes part in sending. Several sessions, also of several processes, share the keys. */
  open(options: SessionOptions): Promise<OutboxSession>;
  /** What waits, for a readiness probe and for back-pressure. */
  backlog(): Promise<Backlog>;
  /** Deletes rows that were sent before this moment. @returns how many */
  deleteSent(before: Date): Promise<number>;
  /** Gives parked rows another ten tries. @returns how many */
  release(messageIds?: readonly string[]): Promise<number>;
}

export interface SessionOptions {
  /** `stop` (default): a parked row holds back the rows of its key. `skip`: they pass it. */
  readonly parkedKeys: 'stop' | 'skip';
}

/** What a session is sending. */
export interface Busy {
  readonly rows: readonly StoredRow[];
  /** The keys of these rows, each once. */
  readonly keys: readonly string[];
}

/** One relay's share of the rows, as long as the session lasts. */
export interface OutboxSession {
  /**
   * Rows to send now, in order, at most `limit`: none that another session sends, none that this one
   * sends already, and none that must follow those.
   */
  due(limit: number, busy: Busy): Promise<readonly StoredRow[]>;
  /** The broker owns these. */
  sent(ids: readonly string[]): Promise<void>;
  failed(failures: readonly Failure[]): Promise<void>;
  /** Resolves when there may be rows: after a commit, at the latest after `limit` milliseconds. */
  wait(limit: number, signal: AbortSignal): Promise<void>;
  /** Leaves the rows to others. Never rejects. */
  close(): Promise<void>;
}

export interface Backlog {
  /** Rows that are to be sent. */
  readonly waiting: number;
  /** Milliseconds since the oldest of them was written; 0 when there is none. */
  readonly age: number;
  /** Rows that were given up. */
  readonly parked: number;
}
