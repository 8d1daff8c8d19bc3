import { TopologyMismatchError } from '../errors.js';
import type { Provisioned, TopologyItem } from '../types.js';
import type { TopologyRequest, TransportTopology } from './transport.js';

/**
 * Looks at all that a document needs first, so that a difference stops it before anything is made.
 * @throws TopologyMismatchError for the first thing that differs, unless `dryRun`
 */
export const provision = async (
  topology: TransportTopology | undefined,
  request: TopologyRequest,
  dryRun: boolean,
): Promise<Provisioned> => {
  if (topology === undefined) return [];
  const found = await topology.inspect(request);
  if (dryRun) return found;
  found.forEach(refuseDifference);
  await topology.make(request);
  return found.map((item) => ({ ...item, state: stateOnceMade(item) }));
};

const stateOnceMade = ({ kind, state }: TopologyItem): TopologyItem['state'] => {
  if (state === 'missing') return 'created';
  // RabbitMQ does not tell which bindings there are; making one again changes nothing.
  return kind === 'binding' ? 'present' : state;
};

/** @throws TopologyMismatchError when something is missing or differs */
export const assertTopology = (items: readonly TopologyItem[]): void => {
  for (const item of items) {
    if (item.kind !== 'binding' && item.state === 'missing') throw missing(item);
    refuseDifference(item);
  }
};

const refuseDifference = ({ kind, name, differences }: TopologyItem): void => {
  const [first] = differences;
  if (first !== undefined) throw new TopologyMismatchError(`${kind} "${name}"`, first);
};

const missing = ({ kind, name }: Pick<TopologyItem, 'kind' | 'name'>): TopologyMismatchError =>
  new TopologyMismatchError(`${kind} "${name}"`, {
    argument: 'existence',
    declared: 'present',
    found: 'missing',
  });
