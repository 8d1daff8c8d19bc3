import { setTimeout } from 'node:timers/promises';
import type { App } from '../../kernel/app.js';
import { first } from '../../kernel/db.js';
import type { Counts } from '../../kernel/consumers.js';
import type { Lag } from '../../generated/runtime/types.js';
import { checkpointOf } from '../../kernel/projector.js';

/** Milliseconds that a broker gets to say how much waits. */
const patience = 500;

interface FollowerHealth {
  readonly name: string;
  /** Events that it has not seen. */
  readonly lag: number;
  /** Milliseconds since the oldest of them. */
  readonly age: number;
  readonly failure?: string;
}

export interface SystemHealth {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly database: string;
  readonly transport: {
    readonly kind: string;
    readonly status: string;
    readonly deadLettered: number;
  };
  readonly outbox: { readonly waiting: number; readonly age: number; readonly parked: number };
  readonly projections: readonly FollowerHealth[];
  /** Without `messages` and `age` while the broker does not tell. */
  readonly consumers: readonly (Partial<Lag> & Counts & { readonly name: string })[];
}

/** What this process knows of itself, the broker and the database. */
export const healthOf = async (app: App): Promise<SystemHealth> => {
  const { kind } = app.bus;
  const bus = app.bus.health();
  const transport = { kind, status: bus.status, deadLettered: bus.counters.deadLettered };
  try {
    const outbox = await app.outbox.health();
    const projections = await Promise.all(
      app.consumers.followers.map((one) => followerHealth(app, one)),
    );
    const consumers = await Promise.all(
      app.consumers.groups.map((group) => consumerHealth(app, group)),
    );
    const well = ['ready', 'idle'].includes(bus.status) && outbox.parked === 0;
    const status =
      well && projections.every(({ failure }) => failure === undefined) ? 'ok' : 'degraded';
    return { status, database: app.db.kind, transport, outbox, projections, consumers };
  } catch (error) {
    app.log.error({ error }, 'health');
    const outbox = { waiting: 0, age: 0, parked: 0 };
    const database = 'not reachable';
    return { status: 'down', database, transport, outbox, projections: [], consumers: [] };
  }
};

const followerHealth = async (
  { db }: App,
  { name, failure }: { readonly name: string; readonly failure: string | undefined },
): Promise<FollowerHealth> => {
  const [xid, position] = (await checkpointOf(db, name)).split('.');
  const open = await first<{ lag: number; age: number }>(
    db,
    `select count(*)::integer as lag,
       coalesce(extract(epoch from clock_timestamp() - min(occurred_at)) * 1000, 0)::integer as age
     from events where (xid, position) > ($1::xid8, $2::bigint)`,
    [xid, position],
  );
  const { lag, age } = open ?? { lag: 0, age: 0 };
  return { name, lag, age: Math.max(0, age), ...(failure !== undefined && { failure }) };
};

const consumerHealth = async ({ consumers }: App, name: string) => {
  const [subscription] = consumers.of(name);
  // While the broker is away its answer does not come.
  const unknown = setTimeout(patience, undefined, { ref: false });
  const lag = await Promise.race([subscription?.lag().catch(() => undefined), unknown]);
  return { name, ...lag, ...consumers.countsOf(name) };
};
