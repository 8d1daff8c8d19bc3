import type { Stream } from './io.js';

/** Milliseconds before progress is worth a line. */
const PATIENCE = 1000;

/** Tells on a terminal what a long run is doing, on one line that goes away; elsewhere nothing. */
export class Progress {
  readonly #stream: Stream;
  readonly #now: () => number;
  readonly #start: number;
  #shown = false;

  /** @param now a clock in milliseconds */
  constructor(stream: Stream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#start = now();
  }

  /** Says that a step begins. */
  step(words: string): void {
    if (this.#stream.isTTY !== true || this.#now() - this.#start < PATIENCE) return;
    const room = (this.#stream.columns ?? 80) - ' … '.length;
    this.#stream.write(`\r\u001b[K${words.slice(-room)} …`);
    this.#shown = true;
  }

  /** Takes the line away. */
  done(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}
