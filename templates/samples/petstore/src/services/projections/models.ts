import type { Sql } from '../../kernel/db.js';
import { readStream, type StoredEvent } from '../../kernel/event-store.js';
import { fromStored } from '../pets/events.js';
import { detailsAfter, type PetDetails } from './details.js';

/** A table that is a function of the events. */
export interface ReadModel {
  /** The table, and the follower that fills it. */
  readonly name: string;
  /** @param table the read model's, or the one that a rebuild fills */
  readonly apply: (tx: Sql, event: StoredEvent, table: string) => Promise<void>;
}

/** A pet as it was at an event. Its own history tells, not another model: each can be rebuilt alone. */
const petAt = async (
  tx: Sql,
  { stream, version }: StoredEvent,
): Promise<PetDetails | undefined> => {
  const events = await readStream(tx, stream, 0, version);
  return events.reduce<PetDetails | undefined>(detailsAfter, undefined);
};

/** Most events of a pet may be vaccinations: they say nothing here, and cost no history. */
const isSilent = (stored: StoredEvent): boolean => stored.type === 'PetVaccinated';

/** A row from the event that made the pet available to the one that ended it. */
const availablePets: ReadModel['apply'] = async (tx, stored, table) => {
  if (isSilent(stored)) return;
  const pet = await petAt(tx, stored);
  if (pet?.status !== 'available') {
    await tx.query(`delete from ${table} where id = $1`, [fromStored(stored).payload.petId]);
    return;
  }
  const { id, name, species, age, shelterId, photoUrl } = pet;
  await tx.query(
    `insert into ${table} values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set name = excluded.name`,
    [id, name, species, age ?? null, shelterId, photoUrl ?? null, stored.occurredAt],
  );
};

/** The whole document, from the one before and this event. */
const petDetails: ReadModel['apply'] = async (tx, stored, table) => {
  const { petId } = fromStored(stored).payload;
  const known = await tx.query(`select document from ${table} where id = $1`, [petId]);
  const [row] = known.rows as readonly { readonly document: PetDetails }[];
  const next = detailsAfter(row?.document, stored);
  if (next === undefined) return;
  await tx.query(
    `insert into ${table} values ($1, $2) on conflict (id) do update set document = excluded.document`,
    [petId, JSON.stringify(next)],
  );
};

const petSearch: ReadModel['apply'] = async (tx, stored, table) => {
  if (isSilent(stored)) return;
  const pet = await petAt(tx, stored);
  if (pet === undefined) return;
  const { id, name, species, status, shelterId } = pet;
  await tx.query(
    `insert into ${table} values ($1, $2, $3, $4,
       coalesce((select region from shelters where id = $5), 'north'))
     on conflict (id) do update set name = excluded.name, status = excluded.status`,
    [id, name, species, status, shelterId],
  );
};

export const readModels: readonly ReadModel[] = [
  { name: 'available_pets', apply: availablePets },
  { name: 'pet_details', apply: petDetails },
  { name: 'pet_search', apply: petSearch },
];
