import type { View } from '../../../model/view.js';
import { schemaIn } from '../../document.js';
import { defineRule } from '../../rule.js';

export const exchangeRouting = defineRule({
  id: 'amqp/exchange-routing',
  purpose: 'The address of a channel and the type of its exchange go together.',
  why: 'A fanout exchange passes over the routing key, a topic or direct exchange delivers nothing without one, and a headers exchange looks at headers only. Where they do not fit, messages go to nobody or to everybody.',
  remedy: 'Change the `type` of the exchange, or what it routes by.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    channel(channel, { report }) {
      const exchange = channel.follow('bindings')?.follow('amqp')?.follow('exchange');
      const type = exchange?.text('type');
      const fault = type === undefined ? undefined : faultOf(type, channel, exchange?.text('name'));
      const at = exchange?.field('type');
      if (at !== undefined && fault !== undefined) report(at, fault);
    },
  },
});

function faultOf(type: string, channel: View, exchange = ''): string | undefined {
  const address = channel.text('address');
  if (type === 'fanout' && (address ?? '') !== '' && address !== exchange)
    return `A fanout exchange passes over the routing key \`${address ?? ''}\`.`;
  if ((type === 'topic' || type === 'direct') && address === '')
    return `A ${type} exchange routes by the address, which is empty.`;
  return type === 'headers' && isWithoutHeaders(channel)
    ? 'A headers exchange routes by headers, and no message here has any.'
    : undefined;
}

function isWithoutHeaders(channel: View): boolean {
  const messages = channel.map('messages').flatMap(([, message]) => message.target() ?? []);
  const headers = messages.flatMap((message) => schemaIn(message.withTraits(), 'headers') ?? []);
  return messages.length > 0 && headers.length === 0;
}
