import { Hono } from 'hono';
import type { DeadLetterDesk } from '../../generated/runtime/dead-letters.js';
import type { App } from '../../kernel/app.js';
import { isSwitch, setSwitch } from '../switches.js';
import { told } from './dead-letters.js';
import { ApiError, invalid, notFound } from './errors.js';
import { healthOf } from './health.js';
import { jsonBody } from './request.js';

/** For whoever runs the system. In production, put it behind a door. */
export const operatorRoutes = (app: App, deadLetters: DeadLetterDesk): Hono => {
  const routes = new Hono();

  routes.get('/health', async (c) => {
    const health = await healthOf(app);
    return c.json(health, health.status === 'down' ? 503 : 200);
  });

  routes.get('/api/dead-letters', async (c) => c.json(told(await deadLetters.list())));

  routes.post('/api/dead-letters/redrive', async (c) => {
    const { queue, id, limit, dryRun } = await jsonBody(c);
    const group = deadLetters.groups.find((name) => name === queue);
    if (group === undefined) throw invalid(`queue is one of ${deadLetters.groups.join(', ')}`);
    const redriven = await deadLetters.redrive(group, {
      ...(typeof id === 'string' && { filter: (letter) => letter.id === id }),
      ...(typeof limit === 'number' && { limit }),
      ...(dryRun === true && { dryRun }),
    });
    if (typeof id === 'string' && redriven === 0) throw notFound('dead letter');
    await app.db.sql`select pg_notify('petstore', '')`;
    return c.json({ redriven }, 202);
  });

  /** What the simulated mail server has taken, newest first. */
  routes.get('/api/mailbox', async (c) => {
    const mails = await app.db.sql`select adoption_id as "adoptionId", kind, recipient, subject,
        sent_at as "sentAt" from mailbox order by id desc limit 20`;
    return c.json(mails);
  });

  routes.post('/api/switches', async (c) => {
    if (app.config.production)
      throw new ApiError(403, 'production', 'Nothing is simulated in production.');
    for (const [name, working] of Object.entries(await jsonBody(c))) {
      if (!isSwitch(name) || typeof working !== 'boolean') {
        throw invalid('The switches are mail, bank and vet, each true or false.');
      }
      await setSwitch(app.db, name, working);
    }
    return c.body(null, 204);
  });
  return routes;
};
