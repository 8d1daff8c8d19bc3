import type { Clock, Timer, TimerOptions } from '../core/clock.js';
import { systemClock } from '../core/clock.js';

interface Entry {
  readonly due: number;
  readonly callback: () => void;
  readonly options: TimerOptions | undefined;
  handle: Timer;
}

/** Real time that tests can move on: `advance` makes what is due until then happen now. */
export class TestableClock implements Clock {
  #offset = 0;
  readonly #timers = new Set<Entry>();

  now(): number {
    return Math.floor(systemClock.now() + this.#offset);
  }

  elapsed(): number {
    return systemClock.elapsed() + this.#offset;
  }

  setTimer(callback: () => void, delay: number, options?: TimerOptions): Timer {
    const ring = (): void => {
      this.#timers.delete(entry);
      callback();
    };
    const handle = systemClock.setTimer(ring, delay, options);
    const entry: Entry = { due: this.elapsed() + delay, callback: ring, options, handle };
    this.#timers.add(entry);
    return {
      clear: () => {
        entry.handle.clear();
        this.#timers.delete(entry);
      },
    };
  }

  /** Moves time on by `milliseconds`; timers ring in their order, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.elapsed() + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      next.handle.clear();
      this.#offset += Math.max(0, next.due - this.elapsed());
      next.callback();
    }
    this.#offset += Math.max(0, end - this.elapsed());
    this.#rearm();
  }

  #next(end: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#timers) {
      if (entry.due <= end && (first === undefined || entry.due < first.due)) first = entry;
    }
    return first;
  }

  /** What is still to come rings sooner in real time. */
  #rearm(): void {
    for (const entry of this.#timers) {
      entry.handle.clear();
      const delay = entry.due - this.elapsed();
      entry.handle = systemClock.setTimer(entry.callback, delay, entry.options);
    }
  }
}
