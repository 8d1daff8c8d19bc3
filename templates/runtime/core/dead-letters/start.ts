import { NoAnswerError } from '../../errors.js';
import type { Clock, Timer } from '../clock.js';

/** The beginning of a walk, which must not take for ever: how long the walk takes is another matter. */
export class Start {
  #state: 'waiting' | 'begun' | 'late' = 'waiting';

  /** @throws NoAnswerError when it is too late, so that nothing is done that nobody waits for */
  throwIfLate(): void {
    if (this.#state === 'late') throw new NoAnswerError('the broker did not answer in time');
  }

  /** @throws NoAnswerError when it is too late */
  reached(): void {
    this.throwIfLate();
    this.#state = 'begun';
  }

  /** The walk itself, unless it has not begun after `limit` milliseconds. @throws NoAnswerError */
  within<Result>(clock: Clock, limit: number, walk: Promise<Result>): Promise<Result> {
    let timer: Timer | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = clock.setTimer(() => {
        if (this.#state === 'begun') return;
        this.#state = 'late';
        reject(new NoAnswerError(`the broker did not answer within ${limit} ms`));
      }, limit);
    });
    return Promise.race([walk, late]).finally(() => timer?.clear());
  }
}
