import { SaturatedError } from '../../errors.js';
import type { Cancel } from '../transport.js';

/** Caps the publishes that wait for their confirm (promise P8). First come, first served. */
export class Window {
  readonly #size: number;
  readonly #overflow: 'wait' | 'reject';
  readonly #queue = new Set<() => void>();
  #used = 0;

  constructor(size: number, overflow: 'wait' | 'reject') {
    this.#size = size;
    this.#overflow = overflow;
  }

  get used(): number {
    return this.#used;
  }

  /** Takes a place if one is free. */
  tryEnter(): boolean {
    if (this.#used >= this.#size) return false;
    this.#used += 1;
    return true;
  }

  /**
   * Takes a place, waiting for one if it must.
   * @returns true with a place, false when the signal aborted first
   * @throws SaturatedError when the bus rejects instead of waiting
   */
  async enter(signal: Cancel): Promise<boolean> {
    if (this.tryEnter()) return true;
    if (this.#overflow === 'reject') {
      throw new SaturatedError(`${this.#size} messages wait for their confirm`);
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        this.#queue.delete(enter);
        resolve(false);
      };
      this.#queue.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives a place back; the longest waiting gets it. */
  leave(): void {
    const next = this.#queue.values().next();
    if (next.done === true) {
      this.#used -= 1;
      return;
    }
    this.#queue.delete(next.value);
    next.value();
  }
}
