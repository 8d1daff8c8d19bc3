import type { SubscriptionHealth } from '../../generated/index.js';
import type { Loop } from '../../generated/runtime/loop.js';
import type { App, Consumer } from '../../kernel/app.js';
import { checkpointOf } from '../../kernel/projector.js';

/** Milliseconds that a broker gets to say how much waits. */
const patience = 500;

/** What this process knows of itself, the broker and the database. */
export const healthOf = async (app: App) => {
  const { status: connection, counters } = app.bus.health();
  const { deadLettered } = counters;
  const transport = { kind: app.bus.kind, status: connection, deadLettered };
  try {
    const { followers } = app;
    const outbox = await app.outbox.health();
    const projections = await Promise.all(followers.map((one) => followerHealth(app, one)));
    const consumers = await Promise.all(app.consumers.map(consumerHealth));
    const isWell =
      ['ready', 'idle'].includes(connection) &&
      outbox.parked === 0 &&
      followers.every(({ failure }) => failure === undefined);
    const status = isWell ? 'ok' : 'degraded';
    return { status, database: app.db.kind, transport, outbox, projections, consumers } as const;
  } catch (error) {
    app.log.error({ err: error }, 'health');
    const outbox = { waiting: 0, age: 0, parked: 0 };
    const database = 'not reachable';
    return { status: 'down', database, transport, outbox, projections: [], consumers: [] } as const;
  }
};

/** `lag`: events that it has not seen. `age`: milliseconds since the oldest of them. */
const followerHealth = async ({ db }: App, { name, failure }: Loop) => {
  const [xid, position] = (await checkpointOf(db, name)).split('.');
  const open = await db.first<{ lag: number; age: number }>`
    select count(*)::integer as lag, greatest(0,
      extract(epoch from clock_timestamp() - min(occurred_at)) * 1000)::integer as age
    from events where (xid, position) > (${xid}::xid8, ${position}::bigint)`;
  const { lag = 0, age = 0 } = open ?? {};
  return { name, lag, age, ...(failure !== undefined && { failure }) };
};

/** Without `messages` and `age` while the broker does not tell. */
const consumerHealth = async ({ name, subscriptions, duplicates }: Consumer) => {
  const lag = await subscriptions[0]?.lag({ timeout: patience }).catch(() => undefined);
  const workers = subscriptions.map((worker) => worker.health());
  const sum = (of: (worker: SubscriptionHealth) => number): number =>
    workers.reduce((total, worker) => total + of(worker), 0);
  return {
    name,
    ...lag,
    handled: sum(({ counters }) => counters.handled),
    retries: sum(({ counters }) => counters.retried),
    duplicates,
    inFlight: sum(({ inFlight }) => inFlight),
  };
};
