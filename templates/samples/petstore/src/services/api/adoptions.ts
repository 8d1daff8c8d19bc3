import { Hono } from 'hono';
import { apiUrlOf } from '../../config.js';
import { adoptionIds } from '../../generated/index.js';
import type { App } from '../../kernel/app.js';
import { adoptionStatus, startAdoption } from '../adoptions/index.js';
import { notFound } from './errors.js';
import { commandId, derivedId, idOf, jsonBody } from './request.js';

/** Adoptions take their time: accepted at once, done later, told under a URL. */
export const adoptionRoutes = (app: App): Hono => {
  const routes = new Hono();

  routes.post('/api/adoptions', async (c) => {
    const adoptionId = derivedId(commandId(c), 'adoption');
    const ids = adoptionIds.parse({ ...(await jsonBody(c)), adoptionId });
    const { petId, customerId } = ids;
    const saga = { adoptionId, petId, customerId };
    const status = await startAdoption(app, saga);
    const statusUrl = `/api/adoptions/${adoptionId}/status`;
    c.header('Location', statusUrl);
    c.header('Retry-After', '1');
    return c.json({ adoptionId, status, statusUrl }, 202);
  });

  routes.get('/api/adoptions/:id/status', async (c) => {
    const adoptionId = idOf(c, 'id', 'adoption');
    const saga = await adoptionStatus(app.db, adoptionId);
    if (saga === undefined) throw notFound('adoption');
    const { status, steps, failure, certificateUrl } = saga;
    const url = status === 'completed' ? certificateUrl : undefined;
    if (status === 'processing' || status === 'compensating') c.header('Retry-After', '1');
    return c.json({
      adoptionId,
      status,
      steps,
      ...(url !== undefined && { certificateUrl: url }),
      ...(failure && { failure }),
    });
  });

  routes.get('/certificates/:id', async (c) => {
    const id = idOf(c, 'id', 'certificate');
    const found = await app.db.first<{ state: string }>`
      select state from certificates where adoption_id = ${id}`;
    if (found === undefined) throw notFound('certificate');
    const text = found.state === 'issued' ? 'certifies that a pet has a home.' : 'is void.';
    return c.text(`Certificate ${id} ${text}\n${apiUrlOf(app.config)}\n`);
  });
  return routes;
};
