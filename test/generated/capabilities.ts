// Never run: `npm run typecheck` holds these lines against the generated types.
import { createClient } from '../../fixtures/contract/expected/index.js';
import type { Bus, Client, VisitPaidV2 } from '../../fixtures/contract/expected/index.js';
import type { Inbox } from '../../templates/runtime/inbox.js';
import type { PgQuery } from '../../templates/runtime/postgres.js';

/** What a bus cannot do does not compile. */
export const capabilities = (
  kafka: Client<Bus<'kafka'>>,
  memory: Client<Bus<'memory'>>,
  amqp: Client<Bus<'amqp'>>,
): void => {
  kafka.replay(
    { from: new Date() },
    {
      onThing: ({ payload }) => {
        payload.thingId.at(0);
      },
    },
  );
  memory.replay({ from: { hoursAgo: 24 } }, { onThing: () => {} });
  // @ts-expect-error RabbitMQ keeps no history
  amqp.replay({ from: 'earliest' }, { onThing: () => {} });
  // @ts-expect-error no such operation
  kafka.replay({ from: 'earliest' }, { onThings: () => {} });
  // @ts-expect-error RabbitMQ keeps no history
  amqp.subscribe('g', { onThing: () => {} }, { from: 'earliest' });
};

/** The inbox says what `context.tx` is. */
export const transactions = (client: Client, inbox: Inbox<PgQuery>): void => {
  client.subscribe(
    'g',
    {
      onThing: async (_, { tx }) => {
        await tx.query('select 1');
      },
    },
    { inbox },
  );
  client.subscribe('g', {
    onThing: async (_, { tx }) => {
      // @ts-expect-error without an inbox there is no transaction
      await tx.query('select 1');
    },
  });
};

/** Upcasters are typed by the versions that the document knows; what they replace no handler sees. */
export const versions = (bus: Bus<'memory'>, cents: (payload: VisitPaidV2) => void): void => {
  const client = createClient(bus, {
    upcasters: { VisitPaid: { 1: ({ visit, euros }) => ({ visit, cents: euros * 100 }) } },
  });
  client.subscribe('g', { onVisit: ({ payload }) => cents(payload) });
  client.subscribe('g', { onVisit: { VisitPaidV2: ({ payload }) => cents(payload) } });
  client.replay({ from: 'earliest' }, { onVisit: ({ payload }) => cents(payload) });
  // Where any client will do, this one will.
  const any: Client<Bus<'memory'>> = client;
  any.subscribe('g', { onVisit: { VisitPaid: 'ignore', VisitPaidV2: 'ignore' } });
  // @ts-expect-error without upcasters the old version needs a handler
  createClient(bus).subscribe('g', { onVisit: { VisitPaidV2: 'ignore' } });
  // @ts-expect-error the step gives what version 2 is not
  createClient(bus, { upcasters: { VisitPaid: { 1: ({ visit }) => ({ visit }) } } });
  // @ts-expect-error there is no version 3
  createClient(bus, { upcasters: { VisitPaid: { 2: (payload: unknown) => payload } } });
};
