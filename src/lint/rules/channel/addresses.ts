import type { View } from '../../../model/view.js';
import { idOf } from '../../document.js';
import type { Document } from '../../document.js';

/** Whether the address of a channel comes with each request that is answered there. */
export const isDynamicReply = (channel: View, document: Document): boolean =>
  document.operations.some(
    ({ reply }) =>
      reply?.field('address') !== undefined && idOf(reply.follow('channel')) === idOf(channel),
  );

/** What the bindings of a channel say in place of, or beside, its address. */
export function bindingNames(channel: View): readonly string[] {
  const bindings = channel.follow('bindings');
  const amqp = bindings?.follow('amqp');
  const names = [
    bindings?.follow('kafka')?.text('topic'),
    amqp?.follow('queue')?.text('name'),
    amqp?.follow('exchange')?.text('name'),
  ];
  return names.flatMap((name) => name ?? []);
}

export const isNamedByBinding = (channel: View): boolean => bindingNames(channel).length > 0;
