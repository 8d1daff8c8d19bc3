import type { Delivery, ReplyInbox, ReplyRequest, Source } from '../core/transport.js';
import type { ChannelContract } from '../contract.js';
import type { DriverAdmin } from './driver.js';
import type { KafkaIntake } from './intake.js';
import { encodeLiteral, topicOf } from './topic-name.js';
import { within } from './timing.js';
import type { Topics } from './topics.js';
import { specOf } from './topics.js';

/** Our own inbox: one partition, gone after ten minutes even if nobody deletes it. */
const inboxSpec = {
  partitions: 1,
  config: { 'retention.ms': '600000', 'cleanup.policy': 'delete' },
};
/** Longest part of a title in a topic's name. */
const titleLength = 80;
/** Milliseconds that the deletion of our inbox gets. */
const deleteLimit = 1_000;

export interface ReplyTools {
  readonly topics: Topics;
  readonly admin: DriverAdmin;
  readonly createIntake: (deliver: (delivery: Delivery) => void, group: string) => KafkaIntake;
}

/**
 * Opens an inbox for replies: the topic that the document fixes, read by a group of our own, or a
 * topic of our own, which is deleted when the inbox closes.
 */
export async function openReplies(
  request: ReplyRequest,
  tools: ReplyTools,
  id: string,
): Promise<ReplyInbox> {
  const { channel } = request;
  const fixed = channel !== undefined && channel.address !== null;
  const title = encodeLiteral(request.title.toLowerCase().replace(/\s+/g, '-'));
  const own = `${title.slice(0, titleLength)}.replies.${id}`;
  const topic = fixed ? topicOf(channel, {}) : own;
  if (fixed) await tools.topics.ensure(topic, specOf(channel));
  else await tools.topics.createOwn(topic, inboxSpec);
  const group = `${title.slice(0, titleLength)}.replies.${id}`;
  const intake = tools.createIntake(request.deliver, group);
  const end = async (): Promise<void> => {
    await intake.close();
    if (!fixed) await within(deleteLimit, tools.admin.deleteTopic(topic));
    tools.topics.forget(topic);
  };
  let closing: Promise<void> | undefined;
  // Requests and the transport both close it. A topic that is gone is deleted again for seconds.
  const close = (): Promise<void> => (closing ??= end());
  try {
    await intake.read([{ topic, params: {}, source: sourceOf(request, topic) }]);
  } catch (error) {
    await close();
    throw error;
  }
  return { address: topic, close };
}

/** Replies have no subscription: their source is the channel, or a stand-in for it. */
function sourceOf({ title, channel }: ReplyRequest, topic: string): Source {
  const standIn: ChannelContract = { id: topic, address: topic, messages: [] };
  return {
    title,
    channel: channel ?? standIn,
    others: [],
    params: {},
    bindings: undefined,
    maxAttempts: 1,
    deadLetter: undefined,
  };
}
