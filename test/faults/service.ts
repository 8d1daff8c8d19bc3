// A service as users write it, in a process of its own: consumes until SIGTERM, relays, floods, or asks.
import { Pool } from 'pg';
import { createClient } from '../../fixtures/contract/expected/index.js';
import { createOutbox } from '../../templates/runtime/outbox.js';
import { postgresInbox, postgresOutbox } from '../../templates/runtime/postgres.js';
import { busOf } from './harness/bus-of.js';

const { GROUP = 'service', DATABASE_URL = '', SCHEMA, FLOOD, SLOW, ASK, RELAY } = process.env;
const failed = (_: object, message: string): void => say(`error ${message}`);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
const bus = busOf(process.env, { sessionTimeout: 3_000 }, failed);
const client = createClient(bus);

const poolOf = (schema: string): Pool =>
  new Pool({ connectionString: DATABASE_URL, options: `-c search_path=${schema}` });

const subscribe = () => {
  if (SCHEMA === undefined) {
    const onThing = async ({ id }: { readonly id: string }): Promise<void> => {
      say(`start ${id}`);
      await new Promise((resolve) => setTimeout(resolve, Number(SLOW ?? 0)));
      say(`handled ${id}`);
    };
    const quiet = () => new Promise<void>((resolve) => setTimeout(resolve, Number(SLOW ?? 0)));
    return client.subscribe(GROUP, { onThing: FLOOD === undefined ? onThing : quiet });
  }
  const inbox = postgresInbox(poolOf(SCHEMA));
  return client.subscribe(
    GROUP,
    {
      onThing: async ({ id }, { tx }) => {
        await tx.query('insert into effects values ($1)', [id]);
        say(`effect ${id}`);
      },
    },
    { inbox },
  );
};

/**
 * Publishes as fast as it may; the bus has to hold it back.
 * @returns the most publishes that waited for their confirm
 */
const flood = async (count: number): Promise<number> => {
  const note = 'x'.repeat(4_096);
  let next = 0;
  let most = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const publishing = client.publishThing({
        thingId: `flood-${next % 100}`,
        sequence: next,
        note,
      });
      most = Math.max(most, bus.health().unconfirmed);
      await publishing;
    }
  };
  await Promise.all(Array.from({ length: 2_000 }, worker));
  return most;
};

/** Gets a reply from itself, which takes an inbox. */
const ask = async (): Promise<void> => {
  const answerQuote = ({ payload: { item } }: { readonly payload: { readonly item: string } }) => ({
    item,
    price: 1,
  });
  await client.subscribe(GROUP, { answerQuote }).ready;
  const { payload } = await client.requestQuote({ item: 'cat' });
  say(`answered ${payload.item}`);
  await bus.close({ drain: 1_000 });
  say('closed');
};

/** Sends rows. @returns what ends that, in the order that docs/delivery.md names */
const relay = (schema: string): (() => Promise<void>) => {
  const pool = poolOf(schema);
  const outbox = createOutbox({ bus, store: postgresOutbox(pool) });
  outbox.start();
  return async () => {
    await outbox.close({ drain: 0 });
    await bus.close({ drain: 1_000 });
    await pool.end();
  };
};

let close = (): Promise<void> => bus.close({ drain: 2_000 });
process.once('SIGTERM', () => {
  void close().then(() => {
    say(`counted ${bus.health().counters.handled}`);
    say('closed');
  });
});
if (RELAY !== undefined) close = relay(RELAY);
else if (ASK !== undefined) await ask();
else await subscribe().ready;
say('ready');
if (FLOOD !== undefined) {
  const most = await flood(Number(FLOOD));
  say(`flooded ${bus.health().counters.handled} ${most}`);
  await bus.close({ drain: 1_000 });
}
