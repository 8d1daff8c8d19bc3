import type { Species } from '../../generated/index.js';
import type { StoredEvent } from '../../kernel/event-store.js';
import { fromStored } from '../pets/events.js';

/** All that the API tells of a pet. */
export interface PetDetails {
  readonly id: string;
  readonly name: string;
  readonly species: Species;
  readonly age?: number;
  readonly shelterId: string;
  readonly photoUrl?: string;
  readonly status: 'available' | 'reserved' | 'adopted';
  readonly version: number;
  readonly adoptionId?: string;
  readonly vaccinations: readonly { readonly vaccine: string; readonly at: string }[];
}

/** A pet's details after one more event; `undefined` before it is registered. Pure. */
export const detailsAfter = (
  pet: PetDetails | undefined,
  stored: StoredEvent,
): PetDetails | undefined => {
  const { type, payload } = fromStored(stored);
  if (type === 'PetRegistered') {
    const { petId: id, ...record } = payload;
    return { id, ...record, status: 'available', version: stored.version, vaccinations: [] };
  }
  if (pet === undefined) return undefined;
  const next = { ...pet, version: stored.version };
  switch (type) {
    case 'PetVaccinated': {
      const vaccination = { vaccine: payload.vaccine, at: stored.occurredAt.toISOString() };
      return { ...next, vaccinations: [...pet.vaccinations, vaccination] };
    }
    case 'PetNameChanged':
      return { ...next, name: payload.newName };
    case 'PetReserved':
      return { ...next, status: 'reserved', adoptionId: payload.adoptionId };
    case 'PetAdoptedV2':
      return { ...next, status: 'adopted', adoptionId: payload.adoptionId };
    case 'PetReleased':
      return pet.adoptionId === payload.adoptionId ? free(next) : next;
    case 'PetReturned':
      return free(next);
  }
};

const free = ({ adoptionId, ...pet }: PetDetails): PetDetails => ({ ...pet, status: 'available' });
