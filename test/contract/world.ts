import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll } from 'vitest';
import { createClient } from '../../fixtures/contract/expected/index.js';
import type { Bus, BusOptions, Client, Health } from '../../fixtures/contract/expected/index.js';
import { Journal } from './journal.js';

/** What the suite needs to know of a transport. */
export interface ContractSetup {
  /** A new bus; the suite closes it. `options` must reach the bus. */
  readonly makeBus: (options: BusOptions) => Bus | Promise<Bus>;
  /** Why the suite cannot run here; skips it, but fails it when `CI=true`. */
  readonly unavailable?: string | undefined;
  /** Milliseconds that a delivery may take on this transport. Default 15,000. */
  readonly patience?: number;
  /** What `provision` says of what it made: `unknown` where settings cannot be read. Default `present`. */
  readonly provisioned?: 'present' | 'unknown';
  /** The bodies of the group's dead letters of one address, oldest first, as the broker has them. */
  readonly deadLetters: (
    bus: Bus,
    group: string,
    address: string,
  ) => Promise<readonly Uint8Array[]>;
}

/** A bus with its client, and a group name that no other test uses. */
export interface World {
  readonly bus: Bus;
  readonly client: Client;
  readonly group: string;
  /** Waits for that many of them. */
  readonly counted: (counter: keyof Health['counters'], count: number) => Promise<void>;
}

/** What each test of the suite has at hand. */
export interface Stage {
  /** Milliseconds that a delivery may take. */
  readonly patience: number;
  /** @param options reach the bus */
  readonly world: (options?: BusOptions) => Promise<World>;
  readonly journal: <Entry>() => Journal<Entry>;
  readonly deadLetters: ContractSetup['deadLetters'];
  readonly provisioned: 'present' | 'unknown';
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Call it inside `describe`: closes after each test what the test opened. */
export const stage = (setup: ContractSetup): Stage => {
  const patience = setup.patience ?? 15_000;
  const open: Bus[] = [];

  beforeAll(() => {
    if (setup.unavailable !== undefined) throw new Error(setup.unavailable);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((bus) => bus.close({ drain: 2_000 })));
  });

  return {
    patience,
    deadLetters: setup.deadLetters,
    provisioned: setup.provisioned ?? 'present',
    journal: <Entry>() => new Journal<Entry>(patience),
    world: async (options = {}) => {
      const bus = await setup.makeBus({ log: silent, ...options });
      open.push(bus);
      return {
        bus,
        client: createClient(bus, { source: 'suite' }),
        group: `suite-${randomUUID()}`,
        counted: (counter, count) =>
          new Journal(patience).until(() => bus.health().counters[counter] >= count),
      };
    },
  };
};
