import type { TopologyRequest } from '../core/transport.js';
import { combined, sourceDeclarations, type Declarations } from './declare.js';
import { routeOf, sendingQueues, sourceTopology } from './topology.js';

/**
 * All that a document needs: the exchanges that it sends to, and of each group its queues.
 * @throws UnknownTargetError, TooLargeError for what AMQP has no name for
 */
export const wantedDeclarations = ({ targets, groups }: TopologyRequest): Declarations => {
  const received = groups.flatMap(({ group, sources }) =>
    sources.map((source) => sourceDeclarations(sourceTopology(group, source))),
  );
  const theirs = new Set(received.flatMap(({ queues = [] }) => queues.map(({ name }) => name)));
  const sent = targets.map(({ title, channel }): Declarations => {
    const { exchange, key, toQueue } = routeOf(title, channel);
    if (!toQueue) return { exchanges: [exchange] };
    // Where a parameter is open, the queue is made by the first send. The consumer's own limits win.
    const names = key.isClosed({}) ? key.bindings({}) : [];
    const missing = names.filter((name) => !theirs.has(name));
    return { queues: missing.flatMap((name) => sendingQueues(channel, name)) };
  });
  return combined([...sent, ...received]);
};
