/** Remembers that somebody rang while nobody listened. */
export class Bell {
  #rang = false;
  #listener: (() => void) | undefined;

  ring(): void {
    this.#rang = true;
    this.#listener?.();
  }

  /** What rang until now is dealt with. */
  reset(): void {
    this.#rang = false;
  }

  /** Resolves at a ring since `reset`, after `limit` milliseconds, or when the signal aborts. */
  wait(limit: number, signal: AbortSignal): Promise<void> {
    if (this.#rang || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#listener = undefined;
        resolve();
      };
      const timer = setTimeout(end, limit);
      signal.addEventListener('abort', end, { once: true });
      this.#listener = end;
    });
  }
}
