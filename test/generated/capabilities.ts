// Never run: `npm run typecheck` holds these lines against the generated types.
import type { Bus, Client } from '../../fixtures/contract/expected/index.js';
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
