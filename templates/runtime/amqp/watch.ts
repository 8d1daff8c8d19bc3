import type { Logger } from '../log.js';
import type { AmqpConnection } from './client.js';
import { sourceDeclarations, type Declarer } from './declare.js';
import { toError } from './supervisor.js';
import type { SourceTopology } from './topology.js';

export interface WatchOptions {
  readonly declarer: Declarer;
  readonly topologies: readonly SourceTopology[];
  readonly log: Logger;
  /** Milliseconds between two looks. */
  readonly interval: number;
}

/**
 * A consumer hears nothing of it when the exchange or the binding of its queue is deleted: it would
 * wait for ever. So they are made again now and then, which changes nothing where they are there.
 * @returns the function that ends it
 */
export const watchTopology = (connection: AmqpConnection, options: WatchOptions): (() => void) => {
  const { log, interval } = options;
  let isOver = false;
  const look = async (): Promise<void> => {
    try {
      await restore(connection, options);
    } catch (error) {
      if (!isOver) log.warn({ error: toError(error).message }, 'topology cannot be restored');
    }
    if (!isOver) timer = setTimeout(() => void look(), interval);
  };
  let timer = setTimeout(() => void look(), interval);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
};

const restore = async (
  connection: AmqpConnection,
  { declarer, topologies, log }: WatchOptions,
): Promise<void> => {
  for (const topology of topologies) {
    const { exchanges = [], bindings = [] } = sourceDeclarations(topology);
    for (const { name } of exchanges) {
      if (name === '' || (await declarer.hasExchange(connection, name))) continue;
      log.warn({ exchange: name }, 'the exchange was deleted: what was sent meanwhile is lost');
    }
    await declarer.run(connection, { exchanges, bindings }, 'create');
  }
};
