import { ada, type Adoption, type DeadLetter, type PetStoreApi } from './api.js';

/** A story plays over the API and throws when it does not end as it should. */
export type Story = (api: PetStoreApi) => Promise<void>;

const expectThat = (isTrue: boolean, otherwise: string): void => {
  if (!isTrue) throw new Error(`this story should have ended otherwise: ${otherwise}`);
};

const completed = (api: PetStoreApi, adoption: Adoption, name: string): void => {
  expectThat(adoption.status === 'completed', `the adoption is ${adoption.status}`);
  api.say('completed', `${name} has a home. ${adoption.certificateUrl ?? ''}`);
};

const happy: Story = async (api) => {
  const petId = await api.register('Buddy');
  completed(api, await api.adopt(petId), 'Buddy');
};

/** A simulated partner fails for the length of a story, whatever becomes of it. */
const without =
  (name: string, story: Story): Story =>
  async (api) => {
    await api.set(name, false);
    try {
      await story(api);
    } finally {
      await api.set(name, true);
    }
  };

/** The saga goes back: what was done is undone, and the pet is free. */
const undone: Story = async (api) => {
  const petId = await api.register('Buddy');
  const { status, failure } = await api.adopt(petId);
  expectThat(status === 'failed', `the adoption is ${status}`);
  const isFree = (pet: { status: string }): boolean => pet.status === 'available';
  await api.until(`/api/pets/${petId}`, isFree);
  api.say('failed', `${failure?.message ?? ''} Buddy is available again.`);
};

/** Mail is down: the adoption succeeds all the same, and the mail comes when it is up again. */
const emailDown: Story = async (api) => {
  await api.set('mail', false);
  const petId = await api.register('Buddy');
  const adoption = await api.adopt(petId);
  completed(api, adoption, 'Buddy');
  api.say('', 'the mail server is down; it is tried 5 times');
  const isOurs = ({ type, key }: DeadLetter): boolean =>
    type === 'SendConfirmationEmail' && key === adoption.adoptionId;
  const letters = await api.until<DeadLetter[]>('/api/dead-letters', (all) => all.some(isOurs));
  const letter = letters.find(isOurs);
  api.say('dead letter', `${letter?.queue ?? ''}: ${letter?.message ?? ''}`);
  await api.set('mail', true);
  const redriven = await api.post<{ redriven: number }>('/api/dead-letters/redrive', {
    queue: 'email',
  });
  expectThat(redriven.redriven > 0, 'nothing was redriven');
  await api.mail(adoption.adoptionId, 'confirmation');
  api.say('redriven', 'the mail is up again, and the customer has the confirmation');
};

const returned: Story = async (api) => {
  const petId = await api.register('Buddy');
  completed(api, await api.adopt(petId), 'Buddy');
  await api.post('/api/commands/return-pet', { petId, reason: 'allergies' });
  api.say('returned', 'Buddy is back: allergies');
  completed(api, await api.adopt(petId), 'Buddy');
  const history = await api.get<{ type: string }[]>(`/api/queries/adoption-history/${petId}`);
  api.say('history', history.map(({ type }) => type).join(', '));
};

/** Nobody leads: the services react to PetAdopted, each on its own. */
const direct: Story = async (api) => {
  const petId = await api.register('Buddy');
  await api.post('/api/commands/adopt-pet', { petId, customerId: ada });
  const { adoptionId } = await api.until<{ adoptionId?: string }>(
    `/api/pets/${petId}`,
    (pet) => pet.adoptionId !== undefined,
  );
  api.say('adopted', 'Buddy, without a saga');
  await api.mail(adoptionId ?? '', 'welcome');
  api.say('completed', 'the certificate is made, the welcome package is on its way');
};

export const stories: Readonly<Record<string, Story>> = {
  default: happy,
  declined: without('bank', undone),
  'no-vet': without('vet', undone),
  'email-down': emailDown,
  return: returned,
  'adopt-direct': direct,
};
