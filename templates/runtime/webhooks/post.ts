import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { faultOf, publicLookup } from './address.js';
import type { AddressRules } from './address.js';
import type { Answer } from './schedule.js';
import { sign } from './signature.js';

/** A delivery. */
export interface Webhook {
  readonly url: string;
  readonly secret: string;
  /** The same at each try, so that the receiver knows a repeat. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

export interface PostOptions extends AddressRules {
  /** Milliseconds that the receiver gets. Default 15,000. */
  readonly timeout?: number;
}

/**
 * Signs and posts it, once. Redirects are not followed, and the address is looked at while it is
 * connected to. Never rejects: without an answer the status is `undefined`. `fateOf` says what next.
 */
export const postWebhook = async (webhook: Webhook, options: PostOptions = {}): Promise<Answer> => {
  if (faultOf(webhook.url, options) !== undefined) return { status: undefined };
  try {
    const response = await send(webhook, options);
    // Its text is of no use to anybody.
    response.destroy();
    return { status: response.statusCode, retryAfter: response.headers['retry-after'] };
  } catch {
    return { status: undefined };
  }
};

const send = (
  { url, secret, id, body }: Webhook,
  options: PostOptions,
): Promise<IncomingMessage> => {
  const { allowPrivate = false, timeout = 15_000 } = options;
  const timestamp = Math.floor(Date.now() / 1_000);
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: 'POST',
      // A connection of its own: one that somebody else opened might lead anywhere.
      agent: false,
      signal: AbortSignal.timeout(timeout),
      ...(!allowPrivate && { lookup: publicLookup(options) }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(secret, { id, timestamp, body }),
      },
    });
    sending.on('response', resolve).on('error', reject).end(body);
  });
};
