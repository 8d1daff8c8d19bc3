/** A name without signs and case: `pet-adopted`, `pet_adopted` and `PetAdopted` are the same. */
export const plainName = (name: string): string =>
  name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
