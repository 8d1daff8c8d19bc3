import type { View } from '../../../model/view.js';
import type { Document } from '../../document.js';

/** Whether a channel is on Kafka, by its servers or, where there are none, by its bindings. */
export function isOnKafka(channel: View, document: Document): boolean {
  const protocols = [...document.protocolsOf(channel)];
  if (protocols.length === 0) return channel.follow('bindings')?.field('kafka') !== undefined;
  return protocols.some((protocol) => protocol.startsWith('kafka'));
}

/** Where the name of a channel's topic stands: in its binding, else in its address. */
export const topicOf = (channel: View): View | undefined =>
  channel.follow('bindings')?.follow('kafka')?.field('topic') ?? channel.field('address');
