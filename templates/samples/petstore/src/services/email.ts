import {
  RetryLater,
  type AdoptionSnapshot,
  type Message,
  type SendConfirmationEmail,
  type SubscribePetAdoptedMessage,
} from '../generated/index.js';
import type { App } from '../kernel/app.js';
import type { Sql } from '../kernel/db.js';
import type { Service } from '../kernel/service.js';
import { ask } from './ask.js';
import { isWorking } from './switches.js';

/**
 * Writes to customers. It keeps the state that PetAdopted carries and asks nobody: it works while
 * every other service is down. The mail server is simulated by the table `mailbox`.
 */
export const startEmail = (service: Service): Promise<void> =>
  service.subscribe({
    handleEmailCommand: (message) =>
      service.once(message, (tx) => confirm(service.app, tx, message)),
    subscribePetAdopted: (message) => adopted(service, message),
    subscribeAdoptionCompleted: (message) =>
      service.once(message, (tx) => welcome(tx, message.payload.adoptionId, 'completed')),
  });

type Ordered = Pick<Message<string, SendConfirmationEmail>, 'payload' | 'attempt'>;

const confirm = async (app: App, tx: Sql, { payload, attempt }: Ordered): Promise<void> => {
  const known = await snapshotOf(tx, payload.adoptionId);
  if (known === undefined) {
    const wait = app.config.retryDelay * 2 ** (attempt - 1);
    throw new RetryLater(wait, 'PetAdopted is still on its way');
  }
  await deliver(tx, known, { kind: 'confirmation', subject: `${known.pet} is yours` });
};

/** What is known is kept, also while mail is down: the confirmation waits for it and for nothing else. */
const adopted = async (service: Service, message: SubscribePetAdoptedMessage): Promise<void> => {
  const snapshot = await carriedState(service.app, message);
  const { adoptionId } = message.payload;
  await keep(service.app.db, adoptionId, snapshot);
  await service.once(message, (tx) => welcome(tx, adoptionId, 'adopted'));
};

type Carried = Pick<AdoptionSnapshot, 'petVersion' | 'customer'> & {
  readonly pet: { readonly name: string };
};

/** Version 1 of the event, and a mere link, say where to ask. */
const carriedState = async (
  app: App,
  { payload }: SubscribePetAdoptedMessage,
): Promise<Carried> => {
  if (
    'details' in payload &&
    payload.details.kind === 'AdoptionSnapshot' &&
    'pet' in payload.details
  ) {
    return payload.details;
  }
  const customer = await ask<{ name: string; email: string }>(
    app,
    `/api/customers/${payload.customerId}`,
  );
  const pet = await ask<{ name: string }>(app, `/api/pets/${payload.petId}`);
  return { pet, petVersion: 1, customer };
};

/** An older snapshot than the one that is there is dropped. */
const keep = async (
  sql: Sql,
  adoptionId: string,
  { pet, petVersion, customer: { name, email } }: Carried,
): Promise<void> => {
  await sql.sql`insert into adoption_snapshots as known
    values (${adoptionId}, ${petVersion}, ${pet.name}, ${name}, ${email})
    on conflict (adoption_id) do update
    set pet_version = excluded.pet_version, pet = excluded.pet,
      customer = excluded.customer, email = excluded.email
    where known.pet_version < excluded.pet_version`;
};

/** The welcome package waits for two facts, which come in either order. */
const welcome = async (
  tx: Sql,
  adoptionId: string,
  fact: 'adopted' | 'completed',
): Promise<void> => {
  const both = await tx.first<{ ready: boolean }>`
    insert into welcome_packages as known
    values (${adoptionId}, ${fact === 'adopted'}, ${fact === 'completed'})
    on conflict (adoption_id) do update
    set adopted = known.adopted or excluded.adopted,
      completed = known.completed or excluded.completed
    returning adopted and completed as ready`;
  const known = both?.ready === true ? await snapshotOf(tx, adoptionId) : undefined;
  if (known === undefined) return;
  await deliver(tx, known, { kind: 'welcome', subject: `Welcome package for ${known.pet}` });
};

interface Known {
  readonly adoption_id: string;
  readonly pet: string;
  readonly email: string;
}

const snapshotOf = (tx: Sql, adoptionId: string): Promise<Known | undefined> =>
  tx.first<Known>`select * from adoption_snapshots where adoption_id = ${adoptionId}`;

/** To a real mail server: before the transaction, with `adoption_id` and `kind` as its idempotency key. */
const deliver = async (
  tx: Sql,
  { adoption_id, email }: Known,
  { kind, subject }: { readonly kind: string; readonly subject: string },
): Promise<void> => {
  if (!(await isWorking(tx, 'mail'))) throw new Error('the mail server does not answer');
  await tx.sql`with sent as (
      insert into mailbox (adoption_id, kind, recipient, subject)
      values (${adoption_id}, ${kind}, ${email}, ${subject}) on conflict do nothing)
    select pg_notify('petstore', '')`;
};
