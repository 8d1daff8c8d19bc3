import type {
  DeadLetterInfo,
  DeadLetterMessage,
  DeadLetters,
  RedriveOptions,
  RedriveResult,
} from '../../types.js';
import type { Connector } from '../connector.js';
import type { DeadLetterCursor, DeadLetterRequest, StoredLetter, Transport } from '../transport.js';
import { redriveHeaders } from './headers.js';
import { infoOf, messageOf } from './read.js';

export interface BoxParts {
  readonly transport: Transport;
  readonly connector: Connector;
  readonly request: DeadLetterRequest;
}

/** `list`, `peek` and `redrive`, one after the other: a walk may hold what it has seen. */
export class DeadLetterBox implements DeadLetters {
  readonly #parts: BoxParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: BoxParts) {
    this.#parts = parts;
  }

  list({ limit = 100 }: { readonly limit?: number } = {}): Promise<readonly DeadLetterInfo[]> {
    return this.#walk(async (cursor) => {
      const found: DeadLetterInfo[] = [];
      while (found.length < limit) {
        const letter = await this.#next(cursor);
        if (letter === undefined) break;
        found.push(infoOf(letter));
      }
      return found;
    });
  }

  peek(id: string): Promise<DeadLetterMessage | undefined> {
    return this.#walk(async (cursor) => {
      for (;;) {
        const letter = await this.#next(cursor);
        if (letter === undefined) return undefined;
        const message = messageOf(letter);
        if (message.id === id) return message;
      }
    });
  }

  redrive(options: RedriveOptions = {}): Promise<RedriveResult> {
    const { filter = () => true, limit = Infinity, dryRun = false } = options;
    return this.#walk(async (cursor) => {
      const ids: string[] = [];
      let kept = 0;
      while (ids.length < limit) {
        const letter = await this.#next(cursor);
        if (letter === undefined) break;
        const message = messageOf(letter);
        if (!filter(message)) {
          kept += 1;
          continue;
        }
        if (!dryRun) await letter.redrive(redriveHeaders(letter.headers));
        ids.push(message.id);
      }
      return { ids, kept };
    });
  }

  /** Groups may share a queue of dead letters: `x-dead-letter`. */
  async #next(cursor: DeadLetterCursor): Promise<StoredLetter | undefined> {
    for (;;) {
      const letter = await cursor.next();
      const consumer = letter?.headers['x-dead-consumer'];
      if (letter === undefined || consumer === undefined) return letter;
      if (consumer === this.#parts.request.group) return letter;
    }
  }

  #walk<Result>(visit: (cursor: DeadLetterCursor) => Promise<Result>): Promise<Result> {
    const walk = this.#turn.then(() => this.#open(visit));
    this.#turn = walk.catch(() => undefined);
    return walk;
  }

  async #open<Result>(visit: (cursor: DeadLetterCursor) => Promise<Result>): Promise<Result> {
    const { transport, connector, request } = this.#parts;
    if (transport.openDeadLetters === undefined) {
      throw new TypeError(`a bus of kind ${transport.kind} has no dead letters`);
    }
    await connector.connect();
    const cursor = await transport.openDeadLetters(request);
    try {
      return await visit(cursor);
    } finally {
      await cursor.close();
    }
  }
}
