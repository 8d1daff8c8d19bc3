import type { ContextLogger } from '../log.js';
import type { Clock } from './clock.js';
import type { Connector } from './connector.js';
import type { MutableCounters } from './counters.js';
import type { Deadlines } from './deadlines.js';
import type { RunningSubscription } from './receive/subscription.js';
import type { Telemetry } from './telemetry/telemetry.js';
import type { Publisher } from './send/publisher.js';
import type { Transport } from './transport.js';
import type { Troubles } from './troubles.js';

/** What a bus shares with the clients on it. */
export interface BusParts {
  readonly transport: Transport;
  readonly connector: Connector;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly counters: MutableCounters;
  readonly troubles: Troubles;
  readonly log: ContextLogger;
  readonly telemetry: Telemetry | undefined;
  readonly subscriptions: Set<RunningSubscription>;
  /** `close` was called. */
  readonly isClosing: () => boolean;
}
