import type { DeadLetterCursor, DeadLetterRequest, StoredLetter } from '../transport.js';

type Open = (request: DeadLetterRequest) => Promise<DeadLetterCursor>;

/** A walk through the dead letters of several groups, one group after the other. */
export class Walk implements DeadLetterCursor {
  readonly #requests: readonly DeadLetterRequest[];
  readonly #open: Open;
  /** As many as were begun: what they hold stays held until the walk ends. */
  readonly #cursors: DeadLetterCursor[] = [];
  #at = 0;

  constructor(requests: readonly DeadLetterRequest[], open: Open) {
    this.#requests = requests;
    this.#open = open;
  }

  async next(): Promise<StoredLetter | undefined> {
    for (; ; this.#at += 1) {
      const request = this.#requests[this.#at];
      if (request === undefined) return undefined;
      const cursor = (this.#cursors[this.#at] ??= await this.#open(request));
      const letter = await nextOf(request.group, cursor);
      if (letter !== undefined) return letter;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#cursors.map((cursor) => cursor.close()));
  }
}

/** Groups may share a queue of dead letters: `x-dead-letter`. */
const nextOf = async (
  group: string,
  cursor: DeadLetterCursor,
): Promise<StoredLetter | undefined> => {
  for (;;) {
    const letter = await cursor.next();
    const consumer = letter?.headers['x-dead-consumer'];
    if (letter === undefined || consumer === undefined || consumer === group) return letter;
  }
};
