import type { OperationContract } from '../../contract.js';
import type { Transport } from '../transport.js';
import type { Channel } from './routes.js';

/**
 * The consumer group: on Kafka the document's binding may fix it or limit the choice.
 * @throws TypeError when it is empty, not allowed, or the operations want different ones
 */
export const groupOf = (
  kind: Transport['kind'],
  group: string,
  channels: readonly Channel[],
): string => {
  if (group === '') throw new TypeError('a group needs a name');
  if (kind !== 'kafka') return group;
  const bindings = channels.flatMap(({ routes }) =>
    [...routes.values()].map(({ operation }) => operation.bindings?.kafka),
  );
  const fixed = [...new Set(bindings.flatMap((binding) => binding?.groupId ?? []))];
  if (fixed.length > 1) {
    throw new TypeError(`the document gives these operations several groups: ${fixed.join(', ')}`);
  }
  const name = fixed[0] ?? group;
  const refusing = bindings.find((binding) => binding?.groupIds?.includes(name) === false);
  if (refusing === undefined) return name;
  throw new TypeError(`group ${name} is none of ${refusing.groupIds?.join(', ') ?? ''}`);
};

/** The group of an operation that is subscribed alone; undefined where the document allows none of this name. */
export const groupFor = (
  kind: Transport['kind'],
  group: string,
  { bindings }: OperationContract,
): string | undefined => {
  const binding = kind === 'kafka' ? bindings?.kafka : undefined;
  const name = binding?.groupId ?? group;
  return binding?.groupIds?.includes(name) === false ? undefined : name;
};
