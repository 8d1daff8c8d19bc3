import type { Link } from '../client.js';
import type { Contract } from '../contract.js';
import type { Bus, ClientOptions } from '../types.js';

/** The side of a bus that clients use and users do not see. */
export interface BusCore {
  attach(contract: Contract, options: ClientOptions): Link;
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
