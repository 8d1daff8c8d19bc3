/** Ends when it is told to, when something fails, or after a time without a sign of life. */
export class Wait {
  readonly #waitMs: number;
  readonly ended: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail before anybody waits for it.
    this.ended.catch(() => undefined);
    this.touch();
  }

  /** Something happened: the waiting begins anew. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#resolve, this.#waitMs);
  }

  finish(): void {
    clearTimeout(this.#timer);
    this.#resolve();
  }

  fail(error: unknown): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}
