import { RetryLater } from '../generated/index.js';
import { apiUrlOf } from '../config.js';
import type { App } from '../kernel/app.js';

/**
 * Asks the API, as a service elsewhere would. What is not there yet will be: read models follow.
 * @throws RetryLater, so that the message waits and not the handler
 */
export const ask = async <Answer>({ config }: App, path: string): Promise<Answer> => {
  const url = `${apiUrlOf(config)}${path}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (response.ok) return (await response.json()) as Answer;
  throw new RetryLater(config.retryDelay, `GET ${path} answers ${response.status}`);
};
