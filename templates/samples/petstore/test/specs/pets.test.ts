import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decide, evolve, unknownPet } from '../../src/services/pets/decider.js';
import type { PetCommand } from '../../src/services/pets/decider.js';
import type { PetEvent } from '../../src/services/pets/events.js';

const now = new Date('2026-03-13T10:00:00Z');
const petId = '7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d';
const shelterId = '5e4d3c2b-1a0f-4e9d-8c7b-6a5f4e3d2c1b';
const customerId = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';
const ids = { adoptionId: '3f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b', petId, customerId };
const others = { ...ids, adoptionId: '4f1e2d4c-5b6a-4798-8a9b-0c1d2e3f4a5b' };
const record = { petId, name: 'Buddy', species: 'dog', shelterId } as const;

const registered: PetEvent = { type: 'PetRegistered', payload: record };
const reserved: PetEvent = { type: 'PetReserved', payload: ids };
const released: PetEvent = { type: 'PetReleased', payload: ids };
const details = { kind: 'AdoptionLink', href: `/api/customers/${customerId}` } as const;
const adopted: PetEvent = {
  type: 'PetAdoptedV2',
  payload: { ...ids, shelterId, timestamp: now.toISOString(), details },
};
const returned: PetEvent = { type: 'PetReturned', payload: { petId, reason: 'allergies' } };

/** Given what happened, when somebody orders something, then … */
const given = (...history: readonly PetEvent[]) => ({
  when: (command: PetCommand) => {
    const decision = decide(command, history.reduce(evolve, unknownPet), now);
    return {
      then: (...events: readonly PetEvent[]) => assert.deepEqual(decision, { events }),
      refused: (code: string) =>
        assert.equal('refused' in decision ? decision.refused.code : 'accepted', code),
    };
  },
});

const reserve: PetCommand = { type: 'ReservePet', payload: ids };
const release: PetCommand = { type: 'ReleasePet', payload: ids };
const adopt: PetCommand = { type: 'AdoptPet', payload: ids };

describe('a pet', () => {
  test('is registered once', () => {
    given().when({ type: 'RegisterPet', payload: record }).then(registered);
    given(registered).when({ type: 'RegisterPet', payload: record }).refused('pet-exists');
  });

  test('that nobody knows takes no orders', () => {
    given().when(adopt).refused('pet-not-found');
  });

  test('is reserved for one adoption; the same order again changes nothing', () => {
    given(registered).when(reserve).then(reserved);
    given(registered, reserved).when(reserve).then();
    given(registered, reserved)
      .when({ type: 'ReservePet', payload: others })
      .refused('pet-not-available');
  });

  test('is adopted when it is available, or reserved for this adoption, and no other', () => {
    given(registered).when(adopt).then(adopted);
    given(registered, reserved).when(adopt).then(adopted);
    given(registered, reserved)
      .when({ type: 'AdoptPet', payload: others })
      .refused('pet-not-available');
  });

  test('is not adopted twice', () => {
    given(registered, adopted).when(adopt).then();
    given(registered, adopted)
      .when({ type: 'AdoptPet', payload: others })
      .refused('pet-not-available');
  });

  test('is released, and again, and though it was never reserved', () => {
    given(registered, reserved).when(release).then(released);
    given(registered, reserved, released).when(release).then();
    given(registered).when(release).then(released);
  });

  test('is not reserved by an order that comes after its release', () => {
    given(registered, released).when(reserve).refused('adoption-cancelled');
    given(registered, released).when(adopt).refused('adoption-cancelled');
  });

  test('that is adopted is not released, but can come back and be adopted again', () => {
    given(registered, adopted).when(release).refused('pet-adopted');
    given(registered, adopted)
      .when({ type: 'ReturnPet', payload: { petId, reason: 'allergies' } })
      .then(returned);
    given(registered, adopted, returned).when({ type: 'ReservePet', payload: others }).then({
      type: 'PetReserved',
      payload: others,
    });
  });

  test('that has a home cannot be returned twice', () => {
    given(registered, adopted, returned)
      .when({ type: 'ReturnPet', payload: { petId, reason: 'again' } })
      .refused('pet-not-adopted');
  });

  test('gets another name; the one that it has changes nothing', () => {
    const payload = { petId, newName: 'Max' };
    given(registered)
      .when({ type: 'RenamePet', payload })
      .then({ type: 'PetNameChanged', payload });
    given(registered, { type: 'PetNameChanged', payload })
      .when({ type: 'RenamePet', payload })
      .then();
  });
});
