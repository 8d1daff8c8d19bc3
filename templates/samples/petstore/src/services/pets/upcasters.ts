import type { Upcasters } from '../../generated/index.js';
import type { PetAdopted } from '../../generated/messages/pet-adopted.js';
import type { PetAdoptedV2 } from '../../generated/messages/pet-adopted-v2.js';

/** Version 1 had ids only; whoever wants to know more asks where the link leads. One step, pure. */
export const petAdoptedV1toV2 = (event: PetAdopted): PetAdoptedV2 => ({
  ...event,
  details: { kind: 'AdoptionLink', href: `/api/customers/${event.customerId}` },
});

/** The steps by event and the version that they start from: the same for the store and for the bus. */
export const upcasters: Upcasters = { PetAdopted: { 1: petAdoptedV1toV2 } };
