import type { Link } from '../client.js';
import type { Contract } from '../contract.js';
import type { Logger } from '../log.js';
import type { Bus, ClientOptions } from '../types.js';
import type { Clock } from './clock.js';
import type { Telemetry } from './telemetry/telemetry.js';
import type { OutgoingRecord } from './transport.js';

/** The side of a bus that clients use and users do not see. */
export interface BusCore {
  readonly attach: (contract: Contract, options: ClientOptions<object>) => Link;
  /** Publishes a record that was composed before, by an outbox. @throws PublishError */
  readonly publish: (record: OutgoingRecord) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry | undefined;
}

const cores = new WeakMap<Bus, BusCore>();

/** Ties a bus to its core; called once, where the bus is made. */
export const tie = (bus: Bus, core: BusCore): void => {
  cores.set(bus, core);
};

/** @throws TypeError when the value was not made by `memoryBus`, `kafkaBus` or `amqpBus` */
export const coreOf = (bus: Bus): BusCore => {
  const core = cores.get(bus);
  if (core === undefined) {
    throw new TypeError(
      'not a bus of this run time: make it with memoryBus(), kafkaBus() or amqpBus()',
    );
  }
  return core;
};
