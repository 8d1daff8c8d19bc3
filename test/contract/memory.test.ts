import { memoryBus } from '../../templates/runtime/memory.js';
import type { MemoryBus, MemoryBusOptions } from '../../templates/runtime/memory.js';
import type { BusOptions } from '../../templates/runtime/types.js';
import { contractSuite } from './suite.js';

const memory = (name: string, more: MemoryBusOptions): void => {
  const buses = new WeakMap<object, MemoryBus>();
  const makeBus = (options: BusOptions): MemoryBus => {
    const bus = memoryBus({ ...options, ...more });
    buses.set(bus, bus);
    return bus;
  };
  contractSuite(name, {
    makeBus,
    patience: 5_000,
    deadLetters: async (bus, group, address) =>
      (buses.get(bus)?.deadLetters(group) ?? [])
        .filter(({ queue }) => queue === `${group}.${address}.dlq`)
        .map(({ body }) => body),
  });
};

memory('memory', {});
memory('memory, payloads shared', { payloads: 'shared' });
