import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { App } from '../../kernel/app.js';
import { newSecret, refusalOf } from '../../generated/runtime/webhooks.js';
import { invalid, notFound } from './errors.js';
import { idOf, jsonBody } from './request.js';

const known = ['pet.adopted', 'adoption.completed', 'adoption.failed'];

export const webhookRoutes = ({ db, config }: App): Hono => {
  const routes = new Hono();

  routes.post('/api/webhooks', async (c) => {
    const { url, events = known } = await jsonBody(c);
    if (typeof url !== 'string') throw invalid('url must be present');
    if (
      !Array.isArray(events) ||
      events.length === 0 ||
      !events.every((one) => known.includes(String(one)))
    ) {
      throw invalid(`events is a list of ${known.join(', ')}`);
    }
    const refusal = await refusalOf(url, { allowPrivate: config.allowPrivateWebhooks });
    if (refusal !== undefined) throw invalid(refusal);
    const [id, secret] = [randomUUID(), newSecret()];
    await db.sql`insert into webhooks (id, url, secret, events)
      values (${id}, ${url}, ${secret}, ${events})`;
    // Told once; who loses it registers again.
    return c.json({ id, url, events: events.map(String), secret }, 201);
  });

  routes.get('/api/webhooks', async (c) => {
    const webhooks = await db.sql`select w.id, w.url, w.events, w.disabled_at as "disabledAt",
        coalesce((select jsonb_agg(d) from (
          select id, attempts, answer, created_at as "createdAt", due_at as "dueAt",
            delivered_at as "deliveredAt"
          from webhook_deliveries where webhook_id = w.id order by created_at desc limit 10) d), '[]')
          as deliveries
      from webhooks w order by w.created_at`;
    return c.json(webhooks);
  });

  routes.delete('/api/webhooks/:id', async (c) => {
    const id = idOf(c, 'id', 'webhook');
    const gone = await db.sql`delete from webhooks where id = ${id} returning id`;
    if (gone.length === 0) throw notFound('webhook');
    return c.body(null, 204);
  });
  return routes;
};
