import { Hono } from 'hono';
import type { App } from '../../kernel/app.js';
import { refusalOf } from '../../generated/runtime/webhooks.js';
import { webhooksOf } from '../webhooks.js';
import { invalid, notFound } from './errors.js';
import { idOf, jsonBody } from './request.js';

const known = ['pet.adopted', 'adoption.completed', 'adoption.failed'];

export const webhookRoutes = (app: App): Hono => {
  const routes = new Hono();
  const webhooks = webhooksOf(app);

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
    const refusal = await refusalOf(url, { allowPrivate: app.config.allowPrivateWebhooks });
    if (refusal !== undefined) throw invalid(refusal);
    const { id, secret } = await webhooks.add(url, events.map(String));
    // Told once; who loses it registers again.
    return c.json({ id, url, events: events.map(String), secret }, 201);
  });

  routes.get('/api/webhooks', async (c) => c.json(await webhooks.list()));

  routes.delete('/api/webhooks/:id', async (c) => {
    const id = idOf(c, 'id', 'webhook');
    if (!(await webhooks.remove(id))) throw notFound('webhook');
    return c.body(null, 204);
  });
  return routes;
};
