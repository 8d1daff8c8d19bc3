import type {
  DeadLetterInfo,
  DeadLetterMessage,
  DeadLetters,
  RedriveOptions,
  RedriveResult,
} from '../../types.js';
import type { Connector } from '../connector.js';
import type { DeadLetterCursor, DeadLetterRequest, Transport } from '../transport.js';
import { redriveHeaders } from './headers.js';
import { infoOf, messageOf } from './read.js';
import { Walk } from './walk.js';

export interface BoxParts {
  readonly transport: Transport;
  readonly connector: Connector;
  /** More than one where the document gives operations groups of their own. */
  readonly requests: readonly DeadLetterRequest[];
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
        const letter = await cursor.next();
        if (letter === undefined) break;
        found.push(infoOf(letter));
      }
      return found;
    });
  }

  peek(id: string): Promise<DeadLetterMessage | undefined> {
    return this.#walk(async (cursor) => {
      for (;;) {
        const letter = await cursor.next();
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
        const letter = await cursor.next();
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

  #walk<Result>(visit: (cursor: DeadLetterCursor) => Promise<Result>): Promise<Result> {
    const walk = this.#turn.then(() => this.#open(visit));
    this.#turn = walk.catch(() => undefined);
    return walk;
  }

  async #open<Result>(visit: (cursor: DeadLetterCursor) => Promise<Result>): Promise<Result> {
    const { transport, connector, requests } = this.#parts;
    const open = transport.openDeadLetters?.bind(transport);
    if (open === undefined) {
      throw new TypeError(`a bus of kind ${transport.kind} has no dead letters`);
    }
    await connector.connect();
    const cursor = new Walk(requests, open);
    try {
      return await visit(cursor);
    } finally {
      await cursor.close();
    }
  }
}
