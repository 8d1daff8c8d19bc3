import type {
  DeadLetterInfo,
  DeadLetterMessage,
  DeadLetters,
  ListOptions,
  RedriveOptions,
  RedriveResult,
} from '../../types.js';
import type { Clock } from '../clock.js';
import type { Connector } from '../connector.js';
import type { DeadLetterRequest, StoredLetter, Transport } from '../transport.js';
import { redriveHeaders } from './headers.js';
import { infoOf, messageOf } from './read.js';
import { Start } from './start.js';
import { Walk } from './walk.js';

export interface BoxParts {
  readonly transport: Transport;
  readonly connector: Connector;
  readonly clock: Clock;
  /** More than one where the document gives operations groups of their own. */
  readonly requests: readonly DeadLetterRequest[];
}

type Visit<Result> = (next: () => Promise<StoredLetter | undefined>) => Promise<Result>;

/** `list`, `peek` and `redrive`, one after the other: a walk may hold what it has seen. */
export class DeadLetterBox implements DeadLetters {
  readonly #parts: BoxParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: BoxParts) {
    this.#parts = parts;
  }

  list({ limit = 100, timeout }: ListOptions = {}): Promise<readonly DeadLetterInfo[]> {
    return this.#walk(async (next) => {
      const found: DeadLetterInfo[] = [];
      while (found.length < limit) {
        const letter = await next();
        if (letter === undefined) break;
        found.push(infoOf(letter));
      }
      return found;
    }, timeout);
  }

  peek(id: string): Promise<DeadLetterMessage | undefined> {
    return this.#walk(async (next) => {
      for (;;) {
        const letter = await next();
        if (letter === undefined) return undefined;
        const message = messageOf(letter);
        if (message.id === id) return message;
      }
    });
  }

  redrive(options: RedriveOptions = {}): Promise<RedriveResult> {
    const { filter = () => true, limit = Infinity, dryRun = false } = options;
    return this.#walk(async (next) => {
      const ids: string[] = [];
      let kept = 0;
      while (ids.length < limit) {
        const letter = await next();
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
    }, options.timeout);
  }

  /** @param timeout milliseconds until its first letter is reached, or the end */
  #walk<Result>(visit: Visit<Result>, timeout?: number): Promise<Result> {
    const start = new Start();
    const walk = this.#turn.then(() => this.#open(visit, start));
    this.#turn = walk.catch(() => undefined);
    return timeout === undefined ? walk : start.within(this.#parts.clock, timeout, walk);
  }

  async #open<Result>(visit: Visit<Result>, start: Start): Promise<Result> {
    const { transport, connector, requests } = this.#parts;
    const open = transport.openDeadLetters?.bind(transport);
    if (open === undefined) {
      throw new TypeError(`a bus of kind ${transport.kind} has no dead letters`);
    }
    start.throwIfLate();
    await connector.connect();
    start.throwIfLate();
    const cursor = new Walk(requests, open);
    try {
      return await visit(async () => {
        const letter = await cursor.next();
        start.reached();
        return letter;
      });
    } finally {
      await cursor.close();
    }
  }
}
