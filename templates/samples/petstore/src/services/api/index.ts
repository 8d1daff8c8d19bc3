import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type Context } from 'hono';
import { projectFile } from '../../config.js';
import { messageContextOf } from '../../generated/runtime/http.js';
import type { App } from '../../kernel/app.js';
import { pressureLimit } from '../../kernel/outbox.js';
import { adoptionRoutes } from './adoptions.js';
import { commandRoutes } from './commands.js';
import { openDeadLetters } from './dead-letters.js';
import { answerError, ApiError, notFound } from './errors.js';
import { operatorRoutes } from './operator.js';
import { queryRoutes } from './queries.js';
import { streamRoutes } from './stream.js';
import { webhookRoutes } from './webhooks.js';

/** Nothing from outside, and no script in the page itself. */
const policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/** The HTTP API: standard Request and Response, so tests need no socket. */
export const createApi = async (app: App): Promise<Hono> => {
  const api = new Hono();

  api.use(async (c, next) => {
    const startedAt = performance.now();
    const context = messageContextOf(c.req.raw.headers);
    const { correlationId } = context;
    c.header('X-Correlation-Id', correlationId);
    await app.bus.withContext(context, next);
    const took = Math.round(performance.now() - startedAt);
    const { method, path } = c.req;
    app.log.info({ correlationId, method, path, status: c.res.status, took }, 'request');
  });
  api.use('/api/*', async (c, next) => {
    const writes = c.req.method === 'POST' && !c.req.path.startsWith('/api/dead-letters');
    if (writes && (await app.outbox.health()).waiting >= pressureLimit) {
      throw new ApiError(503, 'busy', 'Too much waits to be sent. Try again soon.', 2);
    }
    await next();
  });

  api.route('/', adoptionRoutes(app));
  for (const routes of [commandRoutes, queryRoutes, webhookRoutes]) api.route('/', routes(app));
  const deadLetters = openDeadLetters(app);
  api.route('/', operatorRoutes(app, deadLetters));
  api.route('/', await streamRoutes(app, deadLetters));
  const root = fileURLToPath(projectFile('src/board'));
  const onFound = (_: string, c: Context): void => c.header('content-security-policy', policy);
  api.get('*', serveStatic({ root, onFound }));
  api.notFound((c) => answerError(notFound('page'), c, app.log));
  api.onError((error, c) => answerError(error, c, app.log));
  return api;
};
