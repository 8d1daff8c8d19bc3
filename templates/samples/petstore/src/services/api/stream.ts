import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { Bell } from '../../generated/runtime/loop.js';
import type { DeadLetterDesk } from '../../generated/runtime/dead-letters.js';
import type { App } from '../../kernel/app.js';
import { told } from './dead-letters.js';
import { healthOf } from './health.js';

/** Milliseconds between two looks, however much goes on. */
const calm = 200;
/** Without a call: while something waits, and while nothing does. */
const [busy, idle] = [1_000, 5_000];

/** Server-sent events: the state that the board shows, whole, at each change. */
export const streamRoutes = async (app: App, deadLetters: DeadLetterDesk): Promise<Hono> => {
  const bells = new Set<Bell>();
  await app.db.listen('petstore', () => {
    for (const bell of bells) bell.ring();
  });
  const routes = new Hono();
  routes.get('/api/stream', (c) =>
    streamSSE(c, async (stream) => {
      const bell = new Bell();
      const gone = new AbortController();
      bells.add(bell);
      stream.onAbort(() => gone.abort());
      while (!stream.aborted && !stream.closed) {
        bell.reset();
        const state = await stateOf(app, deadLetters).catch((error: unknown) => {
          app.log.error({ err: error }, 'board');
        });
        const event = state === undefined ? 'down' : 'state';
        await stream.writeSSE({ event, data: JSON.stringify(state ?? {}), retry: 1_000 });
        await stream.sleep(calm);
        await bell.wait(state && !isBusy(state.health) ? idle : busy, gone.signal);
      }
      bells.delete(bell);
    }),
  );
  return routes;
};

type Health = Awaited<ReturnType<typeof healthOf>>;

const isBusy = ({ outbox, projections, consumers }: Health): boolean =>
  outbox.waiting > 0 ||
  projections.some(({ lag }) => lag > 0) ||
  consumers.some(({ messages = 1, inFlight }) => messages + inFlight > 0);

/** What goes on right now, newest first. */
const stateOf = async (app: App, deadLetters: DeadLetterDesk) => {
  const { db } = app;
  const [counts, pets, adoptions, mailbox, switches] = await Promise.all([
    db.sql<{ status: string; count: number }>`
      select status, count(*)::integer as count from pet_search group by status`,
    db.sql`select p.id, p.name, p.species, p.status
      from (select stream, xid, position from events where version = 1
        order by events.xid desc, position desc limit 20) e
      join pet_search p on 'pet-' || p.id = e.stream order by e.xid desc, e.position desc`,
    db.sql`select a.id, a.status, a.state->'steps' as steps, a.state->'failure' as failure,
        a.created_at as "createdAt", a.state->'ids'->>'petId' as "petId", p.name as pet
      from adoptions a left join pet_search p on p.id = (a.state->'ids'->>'petId')::uuid
      order by a.created_at desc limit 12`,
    db.sql`select recipient, subject, sent_at as "sentAt" from mailbox order by id desc limit 8`,
    db.sql`select name, working from switches order by name`,
  ]);
  const { production, transport } = app.config;
  return {
    counts: Object.fromEntries(counts.map(({ status, count }) => [status, count])),
    pets,
    adoptions,
    mailbox,
    switches,
    health: await healthOf(app),
    deadLetters: told(deadLetters.recent()),
    production,
    transport,
  };
};
