import type { Literal } from '../emit/literal.js';
import type { Channel, Message, Model, Operation } from '../model/model.js';
import type { ProtocolName } from '../outputs/options.js';
import { amqp } from './amqp/index.js';
import { kafka } from './kafka/index.js';
import { memory } from './memory/index.js';
import type { BindingContext, BindingView, Protocol } from './protocol.js';

const protocols: Readonly<Record<ProtocolName, Protocol>> = { amqp, kafka, memory };

const table = Object.entries(protocols) as [ProtocolName, Protocol][];

/** The protocols to generate for: those asked for, else those of the document's servers. */
export function chosenProtocols(
  model: Model,
  asked: readonly ProtocolName[] | undefined,
): ProtocolName[] {
  const spoken = new Set(model.servers.map(({ protocol }) => protocol.toLowerCase()));
  const isWanted = ([name, { serverProtocols }]: [ProtocolName, Protocol]): boolean =>
    name === 'memory' ||
    (asked?.includes(name) ?? serverProtocols.some((protocol) => spoken.has(protocol)));
  return table.filter(isWanted).map(([name]) => name);
}

const collect = (view: (protocol: Protocol) => BindingView): Literal => {
  const found = table.flatMap(([name, protocol]) => {
    const binding = view(protocol);
    return binding === undefined ? [] : [[name, binding] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
};

/** What the bindings of a channel mean to the run time, by protocol. */
export const channelBindings = (channel: Channel): Literal =>
  collect((protocol) => protocol.channel(channel));

/** What the bindings of an operation mean to the run time, by protocol. */
export const operationBindings = (operation: Operation): Literal =>
  collect((protocol) => protocol.operation(operation));

/** What the bindings of a message mean to the run time, by protocol. */
export const messageBindings = (message: Message, context: BindingContext): Literal =>
  collect((protocol) => protocol.message(message, context));
