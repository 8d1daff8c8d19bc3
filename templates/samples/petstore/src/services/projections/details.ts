import type { Species } from '../../generated/schemas/species.js';
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
  const { version } = stored;
  if (type === 'PetRegistered') {
    const { petId: id, ...record } = payload;
    return { id, ...record, status: 'available', version, vaccinations: [] };
  }
  if (pet === undefined) return undefined;
  switch (type) {
    case 'PetVaccinated': {
      const at = stored.occurredAt.toISOString();
      return {
        ...pet,
        version,
        vaccinations: [...pet.vaccinations, { vaccine: payload.vaccine, at }],
      };
    }
    case 'PetNameChanged':
      return { ...pet, version, name: payload.newName };
    case 'PetReserved':
      return { ...pet, version, status: 'reserved', adoptionId: payload.adoptionId };
    case 'PetAdoptedV2':
      return { ...pet, version, status: 'adopted', adoptionId: payload.adoptionId };
    case 'PetReleased':
      return pet.adoptionId === payload.adoptionId ? free(pet, version) : { ...pet, version };
    case 'PetReturned':
      return free(pet, version);
  }
};

const free = ({ adoptionId, ...pet }: PetDetails, version: number): PetDetails => ({
  ...pet,
  version,
  status: 'available',
});
