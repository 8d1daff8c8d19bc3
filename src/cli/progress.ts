import type { Stream } from './io.js';

/** Milliseconds before progress is worth a line. */
const PATIENCE = 1000;

/** Tells on a terminal what a long run is doing, on one line that goes away; elsewhere nothing. */
export class Progress {
  readonly #stream: Stream;
  readonly #start = performance.now();
  #shown = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Says that a step begins. */
  step(words: string): void {
    if (this.#stream.isTTY !== true || performance.now() - this.#start < PATIENCE) return;
    this.#stream.write(`\r\u001b[K${words} …`);
    this.#shown = true;
  }

  /** Takes the line away. */
  done(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}
