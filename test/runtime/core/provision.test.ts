import { expect, it } from 'vitest';
import { provision } from '../../../templates/runtime/core/topology.js';
import type { TransportTopology } from '../../../templates/runtime/core/transport.js';
import type { TopologyItem } from '../../../templates/runtime/types.js';

const missing: TopologyItem = {
  kind: 'queue',
  name: 'new',
  state: 'missing',
  declared: {},
  differences: [],
};
const different: TopologyItem = {
  kind: 'queue',
  name: 'old',
  state: 'different',
  declared: { 'x-max-length': 5 },
  differences: [{ argument: 'x-max-length', declared: 5, found: undefined }],
};

const broker = (items: readonly TopologyItem[]): TransportTopology & { made: number } => ({
  made: 0,
  inspect: async () => items,
  async make() {
    this.made += 1;
  },
});

const request = { targets: [], groups: [] };

it('makes nothing where something differs, also not what is missing', async () => {
  const topology = broker([missing, different]);
  await expect(provision(topology, request, false)).rejects.toThrow(
    'queue "old": x-max-length is not set, the document says 5',
  );
  expect(topology.made).toBe(0);
  expect(await provision(topology, request, true)).toEqual([missing, different]);
  expect(topology.made).toBe(0);
});

it('makes what is missing, and says so', async () => {
  const topology = broker([missing]);
  expect(await provision(topology, request, false)).toEqual([{ ...missing, state: 'created' }]);
  expect(topology.made).toBe(1);
});
