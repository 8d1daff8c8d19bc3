import { randomUUID } from 'node:crypto';
import type { Contract, OperationContract } from '../../templates/runtime/contract.js';
import type { Validator } from '../../templates/runtime/validator.js';

/** What is sent to measure a broker: 1 KiB as JSON. */
export interface Adoption {
  readonly adoptionId: string;
  readonly petId: string;
  readonly timestamp: string;
  readonly note: string;
}

export const adoption = (): Adoption => ({
  adoptionId: randomUUID(),
  petId: randomUUID(),
  timestamp: new Date().toISOString(),
  note: 'x'.repeat(860),
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** As the generator prints it: every property checked. */
export const isAdoption = (value: unknown): value is Adoption => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { adoptionId, petId, timestamp, note } = value as Partial<Adoption>;
  return (
    typeof adoptionId === 'string' &&
    UUID.test(adoptionId) &&
    typeof petId === 'string' &&
    UUID.test(petId) &&
    typeof timestamp === 'string' &&
    TIME.test(timestamp) &&
    typeof note === 'string' &&
    note.length <= 2_000
  );
};

const validator: Validator<unknown> = {
  is: isAdoption,
  parse: (value) => value,
  issues: () => [{ path: '', keyword: 'type', message: 'is no adoption' }],
  '~standard': { version: 1, vendor: 'petevents', validate: (value) => ({ value }) },
};

const message = {
  type: 'PetAdopted',
  wireType: 'PetAdopted',
  contentType: 'application/json',
  payload: validator,
};

/** A document with one channel of adoptions, sent by one operation and received by another. */
export const adoptions = (
  title: string,
  channel: Pick<OperationContract['channel'], 'address' | 'bindings'>,
): { readonly contract: Contract; readonly publishPetAdopted: OperationContract } => {
  const publishPetAdopted: OperationContract = {
    name: 'publishPetAdopted',
    action: 'send',
    channel: { id: 'petAdopted', messages: [message], ...channel },
    messages: [message],
  };
  const subscribePetAdopted: OperationContract = {
    ...publishPetAdopted,
    name: 'subscribePetAdopted',
    action: 'receive',
  };
  const operations = { publishPetAdopted, subscribePetAdopted };
  return { contract: { title, version: '1.0.0', operations }, publishPetAdopted };
};
