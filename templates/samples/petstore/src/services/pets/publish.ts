import { createClient, type PetAdoptedV2, type PetRecord } from '../../generated/index.js';
import type { Loop } from '../../generated/runtime/loop.js';
import type { Sql } from '../../kernel/db.js';
import { readStream, type StoredEvent } from '../../kernel/event-store.js';
import { project, publishFrom } from '../../kernel/projector.js';
import type { Service } from '../../kernel/service.js';
import { evolve, unknownPet } from './decider.js';
import { fromStored } from './events.js';

/** Everything that happened, to the domain bus. The event store is the outbox of its own events. */
export const publishDomainEvents = ({ app, source }: Service): Promise<Loop> => {
  const client = createClient(app.domainBus, { source });
  return publishFrom(app, 'domain-bus', async (event) => {
    await app.domainBus.withContext(event.metadata, () =>
      client.publishPetEvents(fromStored(event), { id: event.id }),
    );
  });
};

/**
 * What others may rely on, to the integration bus. Reserved, released, vaccinated and renamed stay
 * inside: they may change with the pets service, without a word to anybody.
 */
export const publishIntegrationEvents = (service: Service): Promise<Loop> =>
  project(service.app, 'integration-events', (tx, stored) =>
    service.app.bus.withContext(stored.metadata, () => translate(service, tx, stored)),
  );

const translate = async (service: Service, tx: Sql, stored: StoredEvent): Promise<void> => {
  const { type, payload } = fromStored(stored);
  const client = service.sendIn(tx);
  const options = { id: stored.id };
  if (type === 'PetAdoptedV2') {
    const message = { type, payload: await withSnapshot(tx, payload, stored) } as const;
    await client.publishPetAdopted(message, options);
  }
  if (type === 'PetRegistered' || type === 'PetReturned') {
    const { petId, species, age } = await recordAt(tx, stored);
    const timestamp = stored.occurredAt.toISOString();
    const pet = { petId, species, ...(age !== undefined && { age }), timestamp };
    await client.publishPetAvailable(pet, options);
  }
};

/** The state that the event carries. The store has a link instead, so it holds no personal data. */
const withSnapshot = async (
  tx: Sql,
  payload: PetAdoptedV2,
  stored: StoredEvent,
): Promise<PetAdoptedV2> => {
  const customer = await tx.first<{ name: string; email: string }>`
    select name, email from customers where id = ${payload.customerId}`;
  if (customer === undefined) return payload;
  const pet = await recordAt(tx, stored);
  const petVersion = stored.version;
  return { ...payload, details: { kind: 'AdoptionSnapshot', pet, petVersion, customer } };
};

/** The pet as it was when this happened, whatever came later. */
const recordAt = async (tx: Sql, { stream, version }: StoredEvent): Promise<PetRecord> => {
  const events = await readStream(tx, stream, 0, version);
  const { record } = events.map(fromStored).reduce(evolve, unknownPet);
  if (record === undefined) throw new Error(`${stream} does not begin with its registration`);
  return record;
};
