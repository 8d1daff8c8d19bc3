/**
 * Webhooks as Standard Webhooks say (https://www.standardwebhooks.com): signed, sent again on a
 * schedule, and never to an address of your own network. Deliveries are kept in PostgreSQL, or where you like.
 */
export { refusalOf } from './webhooks/address.js';
export type { AddressRules } from './webhooks/address.js';
export { postWebhook } from './webhooks/post.js';
export type { PostOptions, Webhook } from './webhooks/post.js';
export { fateOf } from './webhooks/schedule.js';
export type { Answer, Fate } from './webhooks/schedule.js';
export { newSecret, sign, verify } from './webhooks/signature.js';
export type { Received, Signed } from './webhooks/signature.js';
export { PostgresWebhooks, webhookSchema } from './webhooks/postgres.js';
export type { PostgresWebhooksOptions, WebhookInfo } from './webhooks/postgres.js';
