import type { MessageContract } from '../../contract.js';
import type { Inbox } from '../../inbox.js';
import type { Tally } from '../counters.js';
import type { MessagePlan } from '../envelope/plan.js';
import { planOf } from '../envelope/plan.js';
import { readRole } from '../envelope/read-headers.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Delivery } from '../transport.js';
import type { AnyHandler, Channel, Route } from './routes.js';

export interface InboxParts {
  readonly inbox: Inbox;
  /** The consumer, as the inbox knows it. */
  readonly group: string;
  readonly tally: Tally;
  readonly telemetry: Telemetry | undefined;
}

/**
 * The same channels, whose handlers are called once for each message (promise P4).
 * @throws TypeError for a handler of batches
 */
export const withInbox = (channels: readonly Channel[], parts: InboxParts): readonly Channel[] =>
  channels.map((channel) => ({
    ...channel,
    routes: new Map(
      [...channel.routes].map(([message, route]) => [message, routeOf(message, route, parts)]),
    ),
  }));

const routeOf = (message: MessageContract, route: Route, parts: InboxParts): Route => {
  const { handler, batch } = route;
  if (batch !== undefined) throw new TypeError('an inbox takes one message at a time, no batches');
  return handler === undefined
    ? route
    : { ...route, handler: once(planOf(message), handler, parts) };
};

const once = (
  plan: MessagePlan,
  handler: AnyHandler,
  { inbox, group, tally, telemetry }: InboxParts,
): AnyHandler => {
  return async (message, call) => {
    if (!isIdentified(plan, call.work.delivery)) {
      tally.count('unidentified');
      return handler(message, call);
    }
    const { repeated, result } = await inbox.once(
      { consumer: group, id: message.id },
      async (tx) => {
        call.tx = tx;
        const value: unknown = await handler(message, call);
        // Its time was up: it will be called again, so nothing of this call may stay.
        if (call.over) throw new Error('the handler ended after its time was up');
        return value;
      },
    );
    if (repeated) {
      tally.count('duplicates');
      telemetry?.duplicate(group);
    }
    return result;
  };
};

/** An id that we made up is another one at the next delivery. */
const isIdentified = (plan: MessagePlan, delivery: Delivery): boolean =>
  delivery.record !== undefined ||
  delivery.fallbackId !== undefined ||
  readRole(plan, delivery.headers, 'id') !== undefined;
