import { createHash } from 'node:crypto';
import type { Sql } from '../../kernel/db.js';
import { readStream } from '../../kernel/event-store.js';
import { evolve, unknownPet, type Pet } from './decider.js';
import { fromStored, streamOf } from './events.js';

/** Events after which the state is kept, so that the next reader need not fold them again. */
export const snapshotEvery = 100;

export interface LoadedPet {
  readonly state: Pet;
  /** How many events the pet has had. */
  readonly version: number;
  /** Events that were folded to know it: what a snapshot would save. */
  readonly folded: number;
}

/** A pet as its history says, from the last snapshot on if there is one to trust. */
export const loadPet = async (sql: Sql, petId: string): Promise<LoadedPet> => {
  const stream = streamOf(petId);
  const snapshot = await readSnapshot(sql, stream);
  const events = await readStream(sql, stream, snapshot.version);
  return {
    state: events.map(fromStored).reduce(evolve, snapshot.state),
    version: snapshot.version + events.length,
    folded: events.length,
  };
};

/** Keeps the state. Not in the transaction of a command: losing it costs time and nothing else. */
export const saveSnapshot = async (sql: Sql, petId: string, pet: LoadedPet): Promise<void> => {
  const state = JSON.stringify(pet.state);
  await sql.sql`insert into snapshots (stream, version, hash, state)
    values (${streamOf(petId)}, ${pet.version}, ${hashOf(pet.version, state)}, ${state})
    on conflict (stream) do update
    set version = excluded.version, hash = excluded.hash, state = excluded.state`;
};

interface Snapshot {
  readonly version: number;
  readonly hash: string;
  readonly state: string;
}

const readSnapshot = async (
  sql: Sql,
  stream: string,
): Promise<{ readonly state: Pet; readonly version: number }> => {
  // A snapshot that is ahead of its stream is somebody else's.
  const found = await sql.first<Snapshot>`
    select version, hash, state from snapshots s where stream = ${stream}
    and exists (select from events e where e.stream = s.stream and e.version = s.version)`;
  if (found === undefined || found.hash !== hashOf(found.version, found.state)) {
    return { state: unknownPet, version: 0 };
  }
  return { state: JSON.parse(found.state) as Pet, version: found.version };
};

/** Of the state and of the fold: what another version of the fold made is not trusted. */
const hashOf = (version: number, state: string): string =>
  createHash('sha256')
    .update(`${String(evolve)}\n${version}\n${state}`)
    .digest('hex');
