import { randomBytes } from 'node:crypto';
import type {
  Client,
  Context,
  Message,
  ThingChanged,
} from '../../../fixtures/contract/expected/index.js';
import type { SendOptions } from '../../../templates/runtime/types.js';
import { PublishError } from '../../../templates/runtime/errors.js';

type Thing = Message<'ThingChanged', ThingChanged>;

/** What the producer knows of a message. */
export interface Sent {
  readonly id: string;
  readonly key: string;
  readonly sequence: number;
  /** Milliseconds until the publish settled. */
  took: number;
  outcome: 'open' | 'ok' | 'not-sent' | 'unknown';
  code: string;
}

/** A call of a handler. */
export interface Seen {
  readonly id: string;
  readonly key: string;
  readonly sequence: number;
  readonly attempt: number;
  readonly redelivered: boolean;
  readonly start: number;
  end: number | undefined;
}

/** What is wrong, by message id: empty lists are what is promised. */
export interface Verdict {
  /** Confirmed, and neither handled nor dead. */
  readonly lost: readonly string[];
  /** Said to be not sent, and there all the same. */
  readonly ghosts: readonly string[];
  /** There, and sent by nobody. */
  readonly strangers: readonly string[];
  /** First seen after a later one of their key, or begun before an earlier one has ended. */
  readonly disorder: readonly string[];
  /** Publishes that never settled. */
  readonly open: readonly string[];
}

/**
 * Compares what producers were told with what consumers saw. Messages carry the run's name in their
 * key, as other tests may use the same topics.
 */
export class Oracle {
  readonly run = randomBytes(5).toString('hex');
  readonly group = `group-${this.run}`;
  readonly sent = new Map<string, Sent>();
  readonly seen: Seen[] = [];
  readonly #handled = new Set<string>();
  readonly #dead = new Set<string>();
  /** Found on the broker by the test itself. */
  readonly #stored = new Set<string>();
  /** Confirmed, and not accounted for yet. */
  readonly #missing = new Set<string>();
  readonly #outcomes = { open: 0, ok: 0, 'not-sent': 0, unknown: 0 };
  readonly #sequences = new Map<string, number>();
  readonly #checks = new Set<() => void>();
  #last = 0;
  #looking = false;

  /** Publishes the key's next message and notes what came of it. Never rejects. */
  async publish(client: Client, key: string, options: SendOptions = {}): Promise<Sent> {
    const sequence = this.#sequences.get(key) ?? 0;
    this.#sequences.set(key, sequence + 1);
    this.#last += 1;
    const id = `${this.run}-${this.#last}`;
    const sent: Sent = { id, key, sequence, took: 0, outcome: 'open', code: '' };
    this.sent.set(id, sent);
    const begin = performance.now();
    try {
      await client.publishThing({ thingId: `${this.run}/${key}`, sequence }, { ...options, id });
      sent.outcome = 'ok';
    } catch (error) {
      if (!(error instanceof PublishError)) throw error;
      sent.outcome = error.outcome;
      sent.code = error.code;
    }
    sent.took = performance.now() - begin;
    this.#outcomes[sent.outcome] += 1;
    if (sent.outcome === 'ok' && !this.#isThere(id)) this.#missing.add(id);
    return sent;
  }

  /** A handler that notes what it sees. What `work` throws is the handler's failure. */
  handler<Tx = undefined>(
    work: (seen: Seen, context: Context<Tx>) => unknown = () => undefined,
  ): (message: Thing, context: Context<Tx>) => Promise<void> {
    return async ({ id, payload, attempt, redelivered }, context) => {
      const key = payload.thingId.slice(this.run.length + 1);
      if (!payload.thingId.startsWith(`${this.run}/`)) return;
      const { sequence } = payload;
      const start = performance.now();
      const seen: Seen = { id, key, sequence, attempt, redelivered, start, end: undefined };
      this.seen.push(seen);
      this.#look();
      await work(seen, context);
      seen.end = performance.now();
      this.#handled.add(id);
      this.#missing.delete(id);
      this.#look();
    };
  }

  /** These ids lie in the dead letters. */
  bury(ids: Iterable<string>): void {
    this.#note(this.#dead, ids);
  }

  /** These ids lie in the broker. */
  found(ids: Iterable<string>): void {
    this.#note(this.#stored, ids);
  }

  /** How many publishes ended so. */
  count(outcome: Exclude<Sent['outcome'], 'open'>): number {
    return this.#outcomes[outcome];
  }

  /** Calls of the handler for this id. */
  calls(id: string): readonly Seen[] {
    return this.seen.filter((one) => one.id === id);
  }

  /** Ids that were handled more than once. */
  get doubled(): number {
    const ends = this.seen.filter(({ end }) => end !== undefined);
    return ends.length - new Set(ends.map(({ id }) => id)).size;
  }

  get handled(): number {
    return this.#handled.size;
  }

  /** Waits until each confirmed message was handled or is dead. */
  accounted(limit: number): Promise<void> {
    return this.until(() => this.#missing.size === 0, limit, 'confirmed messages to be handled');
  }

  /** Waits for something that the handlers bring about. */
  until(condition: () => boolean, limit: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        end();
        resolve();
      };
      const end = (): void => {
        clearTimeout(timer);
        this.#checks.delete(check);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited ${limit} ms for ${what}; ${this.#summary()}`));
      }, limit);
      this.#checks.add(check);
      check();
    });
  }

  verdict(): Verdict {
    const there = new Set([...this.seen.map(({ id }) => id), ...this.#dead, ...this.#stored]);
    return {
      lost: [...this.#missing],
      ghosts: [...there].filter((id) => this.sent.get(id)?.outcome === 'not-sent'),
      strangers: [...there].filter((id) => !this.sent.has(id)),
      disorder: this.#disorder(),
      open: [...this.sent.values()].filter((one) => one.outcome === 'open').map(({ id }) => id),
    };
  }

  /** Nothing is wrong. `disorder` is part of it only where order is promised. */
  static readonly clean: Verdict = { lost: [], ghosts: [], strangers: [], disorder: [], open: [] };

  #isThere(id: string): boolean {
    return this.#handled.has(id) || this.#dead.has(id) || this.#stored.has(id);
  }

  #note(where: Set<string>, ids: Iterable<string>): void {
    for (const id of ids) {
      if (!id.startsWith(this.run)) continue;
      where.add(id);
      this.#missing.delete(id);
    }
    this.#look();
  }

  #disorder(): string[] {
    const ends = this.#firstEnds();
    const begun = new Map<string, Seen[]>();
    const known = new Set<string>();
    const late = new Set<string>();
    const highest = new Map<string, number>();
    for (const seen of this.seen) {
      const { id, key, sequence, start } = seen;
      const isOver = (other: Seen): boolean =>
        this.#dead.has(other.id) || (ends.get(other.id) ?? Infinity) <= start;
      const open = (begun.get(key) ?? []).filter((other) => other.id !== id && !isOver(other));
      // An earlier one has begun, and has not ended.
      if (open.some((other) => other.sequence < sequence)) late.add(id);
      if (!known.has(id) && sequence < (highest.get(key) ?? -1)) late.add(id);
      if (!known.has(id)) highest.set(key, sequence);
      known.add(id);
      begun.set(key, [...open, seen]);
    }
    return [...late];
  }

  #firstEnds(): ReadonlyMap<string, number> {
    const ends = new Map<string, number>();
    for (const { id, end } of this.seen) {
      if (end !== undefined && end < (ends.get(id) ?? Infinity)) ends.set(id, end);
    }
    return ends;
  }

  #summary(): string {
    const lost = [...this.#missing];
    const some = lost.slice(0, 5).join(' ');
    return `sent ${this.sent.size}, handled ${this.handled}, missing ${lost.length}: ${some}`;
  }

  /** A moment later, as messages come by the thousand. */
  #look(): void {
    if (this.#looking || this.#checks.size === 0) return;
    this.#looking = true;
    setTimeout(() => {
      this.#looking = false;
      for (const check of [...this.#checks]) check();
    }, 20);
  }
}
