import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { projectFile } from '../../src/config.js';
import type { NewEvent } from '../../src/kernel/event-store.js';
import { createClient } from '../../src/generated/index.js';
import { petAdoptedV2 } from '../../src/generated/messages/pet-adopted-v2.js';
import { memoryBus } from '../../src/generated/runtime/memory.js';
import { evolve, unknownPet } from '../../src/services/pets/decider.js';
import { fromStored, FutureVersionError, toStored } from '../../src/services/pets/events.js';
import { upcasters } from '../../src/services/pets/upcasters.js';

/** Streams as they were stored by older versions of this program. Never edited, only added to. */
const history = new URL(projectFile('test/history/'));

const streams = readdirSync(history).map((name) => ({
  name,
  events: JSON.parse(readFileSync(new URL(name, history), 'utf8')) as readonly NewEvent[],
}));

describe('events of the past', () => {
  for (const { name, events } of streams) {
    test(`${name} is read as if it were stored today`, () => {
      const read = events.map(fromStored);
      assert.equal(read.reduce(evolve, unknownPet).status, 'adopted');
      for (const event of read) {
        if (event.type === 'PetAdoptedV2') assert.deepEqual(petAdoptedV2.issues(event.payload), []);
      }
    });
  }

  test('an event of version 1 says where to ask for what version 2 carries', () => {
    const [, stored] = streams[0]?.events ?? [];
    const event = stored && fromStored(stored);
    assert.deepEqual(event?.type === 'PetAdoptedV2' && event.payload.details, {
      kind: 'AdoptionLink',
      href: '/api/customers/1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
    });
    assert.equal(event && toStored(event).schemaVersion, 2);
  });

  test('the bus gives handlers the newest version as well', async () => {
    const bus = memoryBus({ confirm: 'handled' });
    const seen: string[] = [];
    const client = createClient(bus, { source: 'test', upcasters });
    await client.subscribe('reader', {
      subscribePetAdopted: ({ payload }) => {
        seen.push('details' in payload ? payload.details.kind : 'no details');
      },
    }).ready;
    const payload = {
      adoptionId: '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b',
      petId: '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d',
      customerId: '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
      timestamp: '2025-03-13T10:00:00.000Z',
    };
    await client.publishPetAdopted({ type: 'PetAdopted', payload });
    assert.deepEqual(seen, ['AdoptionLink']);
    await bus.close();
  });

  test('a version from the future is not guessed at', () => {
    const event = { type: 'PetAdopted', schemaVersion: 3, data: {} };
    assert.throws(() => fromStored(event), FutureVersionError);
  });
});
