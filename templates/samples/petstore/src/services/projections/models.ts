import { first } from '../../kernel/db.js';
import type { Sql } from '../../kernel/db.js';
import { readStream } from '../../kernel/event-store.js';
import type { StoredEvent } from '../../kernel/event-store.js';
import { fromStored } from '../pets/events.js';
import { detailsAfter } from './details.js';
import type { PetDetails } from './details.js';

/** A table that is a function of the events. */
export interface ReadModel {
  /** The table, and the follower that fills it. */
  readonly name: string;
  /** @param table the read model's, or the one that a rebuild fills */
  readonly apply: (tx: Sql, event: StoredEvent, table: string) => Promise<void>;
}

const availablePets: ReadModel['apply'] = async (tx, stored, table) => {
  const { type, payload } = fromStored(stored);
  const { petId } = payload;
  switch (type) {
    case 'PetRegistered':
      await tx.query(`insert into ${table} values ($1, $2, $3, $4, $5, $6, $7)`, [
        petId,
        payload.name,
        payload.species,
        payload.age ?? null,
        payload.shelterId,
        payload.photoUrl ?? null,
        stored.occurredAt,
      ]);
      return;
    case 'PetNameChanged':
      await tx.query(`update ${table} set name = $2 where id = $1`, [petId, payload.newName]);
      return;
    case 'PetReserved':
    case 'PetAdoptedV2':
      await tx.query(`delete from ${table} where id = $1`, [petId]);
      return;
    case 'PetReleased':
    case 'PetReturned':
      await comeBack(tx, stored, table);
      return;
    case 'PetVaccinated':
  }
};

/** A pet as it was at an event. Its own history tells, not another model: each can be rebuilt alone. */
const petAt = async (tx: Sql, stream: string, version: number): Promise<PetDetails | undefined> =>
  (await readStream(tx, stream))
    .slice(0, version)
    .reduce<PetDetails | undefined>(detailsAfter, undefined);

/** The pet may be free again. */
const comeBack = async (
  tx: Sql,
  { stream, version, occurredAt }: StoredEvent,
  table: string,
): Promise<void> => {
  const pet = await petAt(tx, stream, version);
  if (pet?.status !== 'available') return;
  await tx.query(
    `insert into ${table} values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      pet.id,
      pet.name,
      pet.species,
      pet.age ?? null,
      pet.shelterId,
      pet.photoUrl ?? null,
      occurredAt,
    ],
  );
};

const petDetails: ReadModel['apply'] = async (tx, stored, table) => {
  const { petId } = fromStored(stored).payload;
  const select = `select document from ${table} where id = $1`;
  const known = await first<{ document: PetDetails }>(tx, select, [petId]);
  const next = detailsAfter(known?.document, stored);
  if (next === undefined) return;
  await tx.query(
    `insert into ${table} values ($1, $2) on conflict (id) do update set document = excluded.document`,
    [petId, JSON.stringify(next)],
  );
};

const petSearch: ReadModel['apply'] = async (tx, stored, table) => {
  const { type, payload } = fromStored(stored);
  const { petId } = payload;
  if (type === 'PetRegistered') {
    await tx.query(
      `insert into ${table} values ($1, $2, $3, 'available',
         coalesce((select region from shelters where id = $4), 'north'))`,
      [petId, payload.name, payload.species, payload.shelterId],
    );
  }
  if (type === 'PetNameChanged') {
    await tx.query(`update ${table} set name = $2 where id = $1`, [petId, payload.newName]);
  }
  const pet = await petAt(tx, stored.stream, stored.version);
  await tx.query(`update ${table} set status = $2 where id = $1`, [
    petId,
    pet?.status ?? 'available',
  ]);
};

export const readModels: readonly ReadModel[] = [
  { name: 'available_pets', apply: availablePets },
  { name: 'pet_details', apply: petDetails },
  { name: 'pet_search', apply: petSearch },
];
