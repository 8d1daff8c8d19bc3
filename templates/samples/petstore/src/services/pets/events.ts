import type { PetAdopted, PetAdoptedV2, PublishPetEventsMessage } from '../../generated/index.js';
import type { NewEvent, StoredEvent } from '../../kernel/event-store.js';
import { petAdoptedV1toV2 } from './upcasters.js';

/** What can happen to a pet, as this version of the program knows it. */
export type PetEvent = Exclude<PublishPetEventsMessage, { readonly type: 'PetAdopted' }>;

/** Someone newer wrote it: whoever reads it waits until it is deployed here as well. */
export class FutureVersionError extends Error {
  override readonly name = 'FutureVersionError';
}

/** The newest version of each type that has had more than one. */
const newest: Readonly<Record<string, number>> = { PetAdopted: 2 };

/** An event as it is stored: by its name on the wire and its version. */
export const toStored = ({ type, payload }: PetEvent): NewEvent => ({
  type: type === 'PetAdoptedV2' ? 'PetAdopted' : type,
  schemaVersion: type === 'PetAdoptedV2' ? 2 : 1,
  data: payload,
});

/**
 * An event of the store, brought to its newest version. What is stored never changes.
 * @throws FutureVersionError
 */
export const fromStored = (event: NewEvent): PetEvent => {
  const { type, schemaVersion, data } = event;
  if (schemaVersion > (newest[type] ?? 1)) {
    throw new FutureVersionError(`${type} has version ${schemaVersion}, which is not known here`);
  }
  // Validated when it was stored; the store gives back what it was given.
  if (type !== 'PetAdopted') return { type, payload: data } as PetEvent;
  const payload = schemaVersion === 1 ? petAdoptedV1toV2(data as PetAdopted) : data;
  return { type: 'PetAdoptedV2', payload: payload as PetAdoptedV2 };
};

/** The events of one pet up to a moment. */
export const until = (events: readonly StoredEvent[], at: Date): readonly StoredEvent[] =>
  events.filter(({ occurredAt }) => occurredAt <= at);

export const streamOf = (petId: string): string => `pet-${petId}`;
