import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Bus, Subscription } from '../generated/index.js';
import { startLoop, type Loop, type LoopOptions } from '../generated/runtime/loop.js';
import type { Database } from './db.js';
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
  /** What works in this process; closed in the end. */
  readonly running: Running[];
  /** Those that follow the event store, and those that receive messages: what `/health` tells of. */
  readonly followers: Loop[];
  readonly consumers: Consumer[];
}

/** A part that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

/** A service that listens in this process. */
export interface Consumer {
  readonly name: string;
  /** One for each of its workers. */
  readonly subscriptions: readonly Subscription[];
  /** Messages that the inbox knew. */
  readonly duplicates: number;
}

/** Starts what is done again and again, and at each NOTIFY on `channel`. */
export const repeat = async (
  app: App,
  { channel, ...loop }: Omit<LoopOptions, 'log'> & { readonly channel?: string },
): Promise<Loop> => {
  const started = startLoop({ ...loop, log: app.log });
  app.running.push(started);
  if (channel !== undefined) await app.db.listen(channel, started.wake);
  return started;
};
