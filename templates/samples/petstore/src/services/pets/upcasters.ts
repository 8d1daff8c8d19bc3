import type { PetAdopted, PetAdoptedV2, Upcasters } from '../../generated/index.js';

/** Version 1 had ids only; whoever wants to know more asks where the link leads. One step, pure. */
export const petAdoptedV1toV2 = (event: PetAdopted): PetAdoptedV2 => ({
  ...event,
  details: { kind: 'AdoptionLink', href: `/api/customers/${event.customerId}` },
});

/** The steps by event and the version that they start from: the same for the store and for the bus. */
export const upcasters: Upcasters = { PetAdopted: { 1: petAdoptedV1toV2 } };
