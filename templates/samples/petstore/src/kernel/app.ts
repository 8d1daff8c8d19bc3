import type { Config } from '../config.js';
import type { Bus } from '../generated/index.js';
import type { Consumers } from './consumers.js';
import type { Database } from './db.js';
import type { Logger } from './log.js';
import type { Mail } from './outbox.js';

/** What every service stands on. Made in main.ts; nothing here tells one transport from another. */
export interface App {
  readonly config: Config;
  readonly db: Database;
  readonly log: Logger;
  /** Commands, replies and integration events. */
  readonly bus: Bus;
  /** Domain events. */
  readonly domainBus: Bus;
  /** Sends what transactions leave behind. */
  readonly outbox: Mail;
  readonly consumers: Consumers;
}

/** A part that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}
