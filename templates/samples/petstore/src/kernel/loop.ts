import type { Running } from './app.js';
import type { Logger } from './log.js';

export interface Loop extends Running {
  /** There is something to do now. */
  readonly wake: () => void;
  /** Why the last step failed; `undefined` when it did not. */
  readonly failure: string | undefined;
}

interface LoopOptions {
  readonly name: string;
  /** Milliseconds between two steps when nobody calls. */
  readonly every: number;
  readonly log: Logger;
  /** Does what there is to do. @returns whether there is more */
  readonly step: () => Promise<boolean>;
}

/** Repeats a step, at once while there is more, else when called, and each `every` milliseconds. */
export const startLoop = ({ name, every, log, step }: LoopOptions): Loop => {
  let closed = false;
  let called = false;
  let wakeUp: (() => void) | undefined;
  let failure: string | undefined;

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      if (called || closed) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, every);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!closed) {
      called = false;
      try {
        const more = await step();
        failure = undefined;
        if (more) continue;
      } catch (error) {
        failure = String(error);
        called = false;
        log.error({ error, loop: name }, 'a step failed, trying again');
      }
      await rest();
    }
  };

  const wake = (): void => {
    called = true;
    wakeUp?.();
  };
  const end = run();
  return {
    wake,
    get failure() {
      return failure;
    },
    close: async () => {
      closed = true;
      wake();
      await end;
    },
  };
};
