/** Time as the run time sees it; the memory bus can fake it. */
export interface Clock {
  /** Milliseconds since 1970. May jump, as wall clocks do. */
  now(): number;
  /** Milliseconds since some moment. Never goes back: measure durations with it. */
  elapsed(): number;
  /** Calls back once after `delay` milliseconds. */
  setTimer(callback: () => void, delay: number, options?: TimerOptions): Timer;
}

export interface TimerOptions {
  /** Does not keep the process alive: what it bounds does that itself. */
  readonly background?: boolean;
}

export interface Timer {
  clear(): void;
}

/** The longest delay that Node's timers take. */
const longest = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer: (callback, delay, options) => {
    const handle = setTimeout(callback, Math.min(delay, longest));
    if (options?.background === true) handle.unref();
    return {
      clear: () => {
        clearTimeout(handle);
      },
    };
  },
};

/** Resolves after `delay` milliseconds, or at once when the signal aborts. */
export const sleep = (clock: Clock, delay: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const timer = clock.setTimer(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, delay);
    const stop = (): void => {
      timer.clear();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
