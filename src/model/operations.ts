import { bindings } from './bindings.js';
import type { ChannelCollector } from './channels.js';
import { doc, extensions, present } from './doc.js';
import type { MessageCollector } from './messages.js';
import type { Operation, Reply } from './model.js';
import { lastSegment, originOf } from './place-names.js';
import { security } from './security.js';
import type { View } from './view.js';

/** An operation that has no name in code yet. */
export interface UnnamedOperation {
  readonly id: string;
  readonly operation: Omit<Operation, 'name'>;
  readonly view: View;
}

export interface OperationSurroundings {
  readonly channels: ChannelCollector;
  readonly messages: MessageCollector;
}

/**
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationObject
 * @returns nothing for an operation without a channel or action: validate has said so
 */
export function operation(
  id: string,
  own: View,
  around: OperationSurroundings,
): UnnamedOperation | undefined {
  const view = own.withTraits();
  const action = view.text('action');
  const reference = view.field('channel');
  const channel = reference === undefined ? undefined : around.channels.use(reference);
  if (channel === undefined || (action !== 'send' && action !== 'receive')) return undefined;
  return {
    id,
    view: own,
    operation: {
      id,
      origin: originOf(own.place),
      doc: doc(view),
      extensions: extensions(view),
      action,
      channel: channel.id,
      messages: messagesOf(view, channel.messages, around.messages),
      reply: reply(view.follow('reply'), around),
      security: security(view),
      bindings: bindings(view),
    },
  };
}

/** Those that the list names; without a list all of the channel's; an empty list means none. */
function messagesOf(
  view: View,
  all: readonly string[],
  messages: MessageCollector,
): readonly string[] {
  if (view.field('messages') === undefined) return all;
  const named = view.list('messages').flatMap((item) => {
    const key = lastSegment(item.trail().at(-1)?.pointer ?? '');
    return messages.use(item, { by: 'operation', key }) ?? [];
  });
  return [...new Set(named)].sort();
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyObject */
function reply(view: View | undefined, around: OperationSurroundings): Reply | undefined {
  if (view?.isObject !== true) return undefined;
  const reference = view.field('channel');
  const channel = reference === undefined ? undefined : around.channels.use(reference);
  return {
    ...present({ address: replyAddress(view.follow('address')), channel: channel?.id }),
    messages: messagesOf(view, channel?.messages ?? [], around.messages),
  };
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationReplyAddressObject */
function replyAddress(view: View | undefined): Reply['address'] {
  const location = view?.text('location');
  if (view === undefined || location === undefined) return undefined;
  return present({ location, description: view.text('description') });
}
