import type { Clock, Timer } from './clock.js';

/**
 * Time limits without a timer for each: limits of the same length come due in the order in which
 * they were set, so a list and one timer serve them all.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #rows = new Map<number, Row>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `onDue` after `delay` milliseconds, unless it is cancelled before. */
  set(delay: number, onDue: () => void): Deadline {
    let row = this.#rows.get(delay);
    if (row === undefined) {
      row = new Row(this.#clock, delay);
      this.#rows.set(delay, row);
    }
    return row.add(onDue);
  }

  /** Stops all timers; nothing comes due any more. */
  clear(): void {
    for (const row of this.#rows.values()) row.clear();
    this.#rows.clear();
  }
}

/** One time limit. */
export class Deadline {
  previous: Deadline | undefined;
  next: Deadline | undefined;
  readonly due: number;
  readonly onDue: () => void;
  readonly #row: Row;
  #open = true;

  constructor(row: Row, due: number, onDue: () => void) {
    this.#row = row;
    this.due = due;
    this.onDue = onDue;
  }

  cancel(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#row.remove(this);
  }
}

/** The limits of one length, oldest first: a doubly linked list. */
class Row {
  readonly #clock: Clock;
  readonly #delay: number;
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, delay: number) {
    this.#clock = clock;
    this.#delay = delay;
  }

  add(onDue: () => void): Deadline {
    const deadline = new Deadline(this, this.#clock.elapsed() + this.#delay, onDue);
    deadline.previous = this.#last;
    if (this.#last === undefined) this.#first = deadline;
    else this.#last.next = deadline;
    this.#last = deadline;
    if (this.#timer === undefined) this.#arm(this.#delay);
    return deadline;
  }

  remove(deadline: Deadline): void {
    const { previous, next } = deadline;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    deadline.previous = undefined;
    deadline.next = undefined;
  }

  clear(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#first = undefined;
    this.#last = undefined;
  }

  // In the background: what is being waited for keeps the process alive, or nothing does.
  #arm(delay: number): void {
    this.#timer = this.#clock.setTimer(() => this.#ring(), delay, { background: true });
  }

  #ring(): void {
    this.#timer = undefined;
    const now = this.#clock.elapsed();
    for (let head = this.#first; head !== undefined && head.due <= now; head = this.#first) {
      head.cancel();
      head.onDue();
    }
    // A deadline set by one that just rang has armed the timer already.
    if (this.#first !== undefined && this.#timer === undefined) {
      this.#arm(Math.max(1, Math.ceil(this.#first.due - now)));
    }
  }
}
