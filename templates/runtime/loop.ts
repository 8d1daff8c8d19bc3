import { Bell } from './core/bell.js';
import type { Logger } from './log.js';

/** Work that is done again and again, until it is closed. */
export interface Loop extends AsyncDisposable {
  readonly name: string;
  /** There is something to do now. */
  readonly wake: () => void;
  /** Why the last step failed; `undefined` when it did not. */
  readonly failure: string | undefined;
  /** Resolves when the step that runs has ended. Never rejects. */
  close(): Promise<void>;
}

export interface LoopOptions {
  /** For the log. */
  readonly name: string;
  /** Milliseconds between two steps when nobody calls. */
  readonly every: number;
  readonly log: Logger;
  /** Does what there is to do. @returns whether there is more */
  readonly step: () => Promise<boolean>;
}

/** Repeats a step: at once while there is more, else when it is called, and each `every` milliseconds. */
export const startLoop = ({ name, every, log, step }: LoopOptions): Loop => {
  const bell = new Bell();
  const end = new AbortController();
  let failure: string | undefined;

  const tryStep = async (): Promise<boolean> => {
    try {
      const more = await step();
      failure = undefined;
      return more;
    } catch (error) {
      failure = String(error);
      // Who calls a step that fails must not make it fail without a rest.
      bell.reset();
      log.error({ err: error, loop: name }, 'a step failed, trying again');
      return false;
    }
  };

  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      bell.reset();
      if (!(await tryStep())) await bell.wait(every, end.signal);
    }
  };

  const done = run();
  const close = (): Promise<void> => {
    end.abort();
    return done;
  };
  return {
    name,
    wake: () => bell.ring(),
    get failure() {
      return failure;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
};

export { Bell } from './core/bell.js';
