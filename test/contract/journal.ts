/** Collects what handlers saw, and wakes whoever waits for it. */
export class Journal<Entry> {
  readonly all: Entry[] = [];
  readonly #patience: number;
  readonly #checks = new Set<() => void>();

  /** @param patience milliseconds to wait before giving up */
  constructor(patience: number) {
    this.#patience = patience;
  }

  add(entry: Entry): void {
    this.all.push(entry);
    for (const check of [...this.#checks]) check();
  }

  /** The entries, once there are that many. */
  async atLeast(count: number): Promise<readonly Entry[]> {
    await this.until(() => this.all.length >= count);
    return this.all;
  }

  /** Looks after each entry, and now and then for what no entry tells. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        end();
        resolve();
      };
      const end = (): void => {
        clearInterval(poll);
        clearTimeout(limit);
        this.#checks.delete(check);
      };
      const poll = setInterval(check, 5);
      const limit = setTimeout(() => {
        end();
        reject(new Error(`gave up waiting; seen so far: ${JSON.stringify(this.all)}`));
      }, this.#patience);
      this.#checks.add(check);
      check();
    });
  }
}
