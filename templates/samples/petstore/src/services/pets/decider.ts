import type {
  AdoptionIds,
  Failure,
  PetRecord,
  SendPetCommandMessage,
} from '../../generated/index.js';
import type { PetEvent } from './events.js';

/** What decisions about a pet need to know. */
export interface Pet {
  readonly status: 'unknown' | 'available' | 'reserved' | 'adopted';
  readonly record?: PetRecord;
  /** The adoption that has reserved or adopted it. */
  readonly adoptionId?: string;
  /** Adoptions that gave it up: an order of theirs that comes late is refused. */
  readonly released: readonly string[];
}

export type PetCommand = SendPetCommandMessage;

/** Facts to store, or why there are none. No facts: it is so already. */
export type Decision = { readonly events: readonly PetEvent[] } | { readonly refused: Failure };

export const unknownPet: Pet = { status: 'unknown', released: [] };

/** What a pet is after one more event. Pure: the state is nothing but a fold of its history. */
export const evolve = (pet: Pet, { type, payload }: PetEvent): Pet => {
  switch (type) {
    case 'PetRegistered':
      return { ...pet, status: 'available', record: payload };
    case 'PetNameChanged':
      return pet.record === undefined
        ? pet
        : { ...pet, record: { ...pet.record, name: payload.newName } };
    case 'PetReserved':
      return { ...pet, status: 'reserved', adoptionId: payload.adoptionId };
    case 'PetReleased':
      return { ...freed(pet, payload.adoptionId), released: [...pet.released, payload.adoptionId] };
    case 'PetAdoptedV2':
      return { ...pet, status: 'adopted', adoptionId: payload.adoptionId };
    case 'PetReturned':
      return { ...freed(pet, pet.adoptionId), released: [] };
    case 'PetVaccinated':
      return pet;
  }
};

const freed = (pet: Pet, adoptionId: string | undefined): Pet => {
  if (pet.adoptionId !== adoptionId) return pet;
  const { adoptionId: given, ...rest } = pet;
  return { ...rest, status: 'available' };
};

/** What follows from a command. Pure: `now` comes from outside. */
export const decide = (command: PetCommand, pet: Pet, now: Date): Decision => {
  if (command.type === 'RegisterPet') return register(command.payload, pet);
  if (pet.record === undefined) return refuse('pet-not-found', 'There is no such pet.');
  switch (command.type) {
    case 'VaccinatePet':
      return accept({ type: 'PetVaccinated', payload: command.payload });
    case 'RenamePet':
      return rename(command.payload, pet.record);
    case 'ReservePet':
      return reserve(command.payload, pet);
    case 'ReleasePet':
      return release(command.payload, pet);
    case 'AdoptPet':
      return adopt(command.payload, pet, { shelterId: pet.record.shelterId, now });
    case 'ReturnPet':
      return pet.status === 'adopted'
        ? accept({ type: 'PetReturned', payload: command.payload })
        : refuse('pet-not-adopted', 'Only an adopted pet can come back.');
  }
};

const register = (record: PetRecord, pet: Pet): Decision =>
  pet.record === undefined
    ? accept({ type: 'PetRegistered', payload: record })
    : refuse('pet-exists', 'A pet with this id is registered already.');

const rename = (payload: { petId: string; newName: string }, record: PetRecord): Decision =>
  record.name === payload.newName ? nothing : accept({ type: 'PetNameChanged', payload });

const reserve = (ids: AdoptionIds, pet: Pet): Decision => {
  if (pet.status === 'reserved' && pet.adoptionId === ids.adoptionId) return nothing;
  if (pet.released.includes(ids.adoptionId)) return gaveUp;
  return pet.status === 'available' ? accept({ type: 'PetReserved', payload: ids }) : taken;
};

/** Undoing what never happened succeeds, and is noted: the order to do it may still be on its way. */
const release = (ids: AdoptionIds, pet: Pet): Decision => {
  if (pet.released.includes(ids.adoptionId)) return nothing;
  if (pet.status === 'adopted' && pet.adoptionId === ids.adoptionId) {
    return refuse('pet-adopted', 'The pet is adopted: it can be returned, not released.');
  }
  return accept({ type: 'PetReleased', payload: ids });
};

/** The moment from which nothing is undone. */
const adopt = (
  { adoptionId, petId, customerId }: AdoptionIds,
  pet: Pet,
  { shelterId, now }: { readonly shelterId: string; readonly now: Date },
): Decision => {
  const isMine = pet.adoptionId === adoptionId;
  if (pet.status === 'adopted' && isMine) return nothing;
  if (pet.released.includes(adoptionId)) return gaveUp;
  if (pet.status !== 'available' && !(pet.status === 'reserved' && isMine)) return taken;
  const details = { kind: 'AdoptionLink', href: `/api/customers/${customerId}` } as const;
  const timestamp = now.toISOString();
  return accept({
    type: 'PetAdoptedV2',
    payload: { adoptionId, petId, customerId, shelterId, timestamp, details },
  });
};

const accept = (...events: readonly PetEvent[]): Decision => ({ events });
const refuse = (code: string, message: string): Decision => ({ refused: { code, message } });
const nothing: Decision = { events: [] };
const taken = refuse('pet-not-available', 'The pet is reserved or adopted.');
const gaveUp = refuse('adoption-cancelled', 'This adoption was given up.');
