import type { SubscribePetEventsMessage } from '../generated/index.js';
import type { Sql } from '../kernel/db.js';
import type { Service } from '../kernel/service.js';

/** Counts adoptions and returns by day and species, from the domain events of the pets. */
export const startAnalytics = (service: Service): Promise<void> => {
  const subscribePetEvents = async (message: SubscribePetEventsMessage): Promise<void> => {
    await service.once(message, (tx) => note(tx, message));
  };
  return service.subscribe({ subscribePetEvents }, { bus: service.app.domainBus });
};

type Noted = Pick<SubscribePetEventsMessage, 'id' | 'type' | 'payload' | 'timestamp'>;

const kinds: Readonly<Record<string, string>> = {
  PetAdopted: 'adopted',
  PetAdoptedV2: 'adopted',
  PetReturned: 'returned',
};

/** Notes what an event says. Also for a replay: the same event again changes nothing. @returns whether it is new */
export const note = async (tx: Sql, { id, type, payload, timestamp }: Noted): Promise<boolean> => {
  if ('species' in payload) {
    await tx.sql`insert into analytics_pets values (${payload.petId}, ${payload.species})
      on conflict do nothing`;
  }
  const kind = kinds[type];
  if (kind === undefined) return false;
  const added = await tx.sql`
    insert into adoption_facts values (${id}, ${payload.petId}, ${kind}, ${timestamp})
    on conflict do nothing returning event_id`;
  return added.length === 1;
};
