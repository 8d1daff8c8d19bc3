import { indent, layOut } from '../../emit/layout.js';
import type { Layout } from '../../emit/layout.js';
import { generic, union } from '../../emit/type-layout.js';
import type { Message, Operation } from '../../model/model.js';
import { outgoing, received } from './types.js';
import { current } from './versions.js';
import type { ClientView } from './view.js';

/** The handler of a receiving operation that has at least one message, as a member of `Handlers`. */
export function handlerMember(operation: Operation, view: ClientView): string {
  const channel = view.channelOf(operation);
  const messages = view.messagesOf(operation.messages).map((each) => received(each, channel, view));
  const args = [messageType(operation, messages, view), 'TTx', ...reply(operation, view)];
  const types = [generic(view.type(operation.reply ? 'Handler' : 'HandlerOrBatch'), args)];
  if (messages.length > 1) types.push(generic(view.type('HandlerByType'), args));
  return layOut(indent(['  readonly ', operation.name, ': ', union(types), ';']));
}

function messageType(operation: Operation, types: readonly Layout[], view: ClientView): Layout {
  const [only] = types;
  if (types.length === 1 && only !== undefined) return only;
  const comment = `What \`${operation.name}\` handles.`;
  return current(operation, view.union({ operation, suffix: 'Message', comment }, types), view);
}

/** What a handler returns where the operation has a reply. */
function reply(operation: Operation, view: ClientView): Layout[] {
  if (operation.reply === undefined) return [];
  const messages: readonly Message[] = view.messagesOf(operation.reply.messages);
  const [only] = messages;
  if (only === undefined) return ['unknown'];
  if (messages.length === 1) return [view.payload(only)];
  const comment = `What \`${operation.name}\` replies.`;
  const replies = messages.map((message) => outgoing(message, view));
  return [view.union({ operation, suffix: 'Reply', comment }, replies)];
}
