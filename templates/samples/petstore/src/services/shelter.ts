import type { App } from '../kernel/app.js';
import { first } from '../kernel/db.js';
import { once } from '../kernel/inbox.js';
import { sendIn } from '../kernel/outbox.js';
import { subscribe } from '../kernel/service.js';
import { ask } from './ask.js';

const group = 'shelter';

/** Tells shelters about their pets. PetAvailable only notifies, so it asks the API for the rest. */
export const startShelter = (app: App): Promise<void> =>
  subscribe(app, group, {
    subscribePetAvailable: (message) => tell(app, message, 'available'),
    subscribePetAdopted: (message) => tell(app, message, 'adopted'),
  });

interface About {
  readonly id: string;
  readonly payload: { readonly petId: string; readonly shelterId?: string };
}

const tell = async (app: App, message: About, news: 'adopted' | 'available'): Promise<void> => {
  const { petId, shelterId = await shelterOf(app, petId) } = message.payload;
  await once(app, group, message, async (tx) => {
    const shelter = await first<{ region: 'north' | 'east' | 'south' | 'west' }>(
      tx,
      'select region from shelters where id = $1',
      [shelterId],
    );
    const region = shelter?.region ?? 'north';
    const client = sendIn(app.outbox, tx, 'shelter-service');
    await client.publishShelterNotified({ petId, shelterId, region, news });
  });
};

const shelterOf = async (app: App, petId: string): Promise<string> =>
  (await ask<{ shelterId: string }>(app, `/api/pets/${petId}`)).shelterId;
