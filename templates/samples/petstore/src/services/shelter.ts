import type { App } from '../kernel/app.js';
import type { Service } from '../kernel/service.js';
import { ask } from './ask.js';

/** Tells shelters about their pets. PetAvailable only notifies, so it asks the API for the rest. */
export const startShelter = (service: Service): Promise<void> =>
  service.subscribe({
    subscribePetAvailable: (message) => tell(service, message, 'available'),
    subscribePetAdopted: (message) => tell(service, message, 'adopted'),
  });

interface About {
  readonly id: string;
  readonly payload: { readonly petId: string; readonly shelterId?: string };
}

const tell = async (
  service: Service,
  message: About,
  news: 'adopted' | 'available',
): Promise<void> => {
  const { petId, shelterId = await shelterOf(service.app, petId) } = message.payload;
  await service.once(message, async (tx) => {
    const shelter = await tx.first<{ region: 'north' | 'east' | 'south' | 'west' }>`
      select region from shelters where id = ${shelterId}`;
    const region = shelter?.region ?? 'north';
    await service.sendIn(tx).publishShelterNotified({ petId, shelterId, region, news });
  });
};

const shelterOf = async (app: App, petId: string): Promise<string> =>
  (await ask<{ shelterId: string }>(app, `/api/pets/${petId}`)).shelterId;
