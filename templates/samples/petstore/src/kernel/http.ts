import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../config.js';
import type { Running } from './app.js';

export interface Server extends Running {
  readonly port: number;
  /** Until this is called, requests are told to come again. */
  serve(handler: Handler): void;
}

/** Asks the API: a GET, or a POST of a body. @throws ConfigError for an answer that is no success */
export const callApi = async <Answer>(url: string, body?: object): Promise<Answer> => {
  const headers = { 'content-type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(url, body && post).catch(() => undefined);
  if (response === undefined) throw new ConfigError(`nobody answers at ${url}: is it running?`);
  const text = await response.text();
  if (!response.ok) throw new ConfigError(`${url} answers ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
};

type Handler = (request: Request) => Response | Promise<Response>;

/**
 * Takes the port before anything else is started: services need to know it, 0 means any free one.
 * @throws ConfigError when it is taken
 */
export const listen = async (wanted: number): Promise<Server> => {
  let handler: Handler = () =>
    new Response('starting', { status: 503, headers: { 'retry-after': '1' } });
  const server = createAdaptorServer({ fetch: (request: Request) => handler(request) });
  server.listen(wanted);
  await once(server, 'listening').catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const taken = `port ${wanted} is taken: set PORT to another, or to 0 for any that is free`;
    throw isTaken ? new ConfigError(taken) : error;
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    serve: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Streams of the board would go on for ever.
        if ('closeAllConnections' in server)
          setTimeout(() => server.closeAllConnections(), 500).unref();
      }),
  };
};
