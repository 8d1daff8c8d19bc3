import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  append,
  ConflictError,
  readAll,
  readStream,
} from '../../templates/samples/petstore/src/kernel/event-store.js';
import type { StoredEvent } from '../../templates/samples/petstore/src/kernel/event-store.js';
import type { Sql } from '../../templates/samples/petstore/src/kernel/db.js';
import {
  decide,
  evolve,
  unknownPet,
} from '../../templates/samples/petstore/src/services/pets/decider.js';
import type { PetCommand } from '../../templates/samples/petstore/src/services/pets/decider.js';
import {
  fromStored,
  streamOf,
  toStored,
} from '../../templates/samples/petstore/src/services/pets/events.js';
import {
  loadPet,
  saveSnapshot,
} from '../../templates/samples/petstore/src/services/pets/repository.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import { ownDatabase, rows } from './database.js';
import type { OwnDatabase } from './database.js';

const server = databaseUrlOrFail();
const metadata = { correlationId: 'test' };
const note = { type: 'PetVaccinated', schemaVersion: 1, data: {} };

describe.skipIf(server === undefined)('the event store on PostgreSQL', () => {
  let own: OwnDatabase;
  beforeAll(async () => {
    own = await ownDatabase(server ?? '');
  });
  afterAll(() => own.drop());

  /** Again and again until nobody was faster. */
  const insist = async <Result>(work: (tx: Sql) => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await own.db.transaction(work);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  };

  test('E1: 16 writers, commits in any order, the inbox first: each event is read once, streams in order', async () => {
    const [writers, each] = [16, 30];
    const delay = (most: number) => setTimeout(Math.random() * most);
    const write = async (): Promise<void> => {
      for (let n = 0; n < each; n += 1) {
        const stream = `e1-${Math.floor(Math.random() * 4)}`;
        await insist(async (tx) => {
          // Takes the transaction's id early, as an inbox does.
          const insert = `insert into processed_events (consumer, event_id) values ('e1', $1)`;
          await tx.query(insert, [randomUUID()]);
          await delay(20);
          const [last] = await rows<{ version: number | null }>(
            tx,
            'select max(version) as version from events where stream = $1',
            [stream],
          );
          await append(tx, stream, last?.version ?? 0, { list: [note], metadata });
          await delay(4);
        });
      }
    };
    const seen: StoredEvent[] = [];
    let writing = true;
    // Transactions that still run anywhere in the cluster hide what is newer than they are.
    const isHidden = async (): Promise<boolean> => {
      const hidden =
        'select 1 from events where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1';
      return (await rows(own.db, hidden)).length > 0;
    };
    const read = async (): Promise<void> => {
      for (let ended = false; !ended;) {
        const isLast = !writing && !(await isHidden());
        const page = await readAll(own.db, seen.at(-1)?.position ?? '0.0', 7);
        seen.push(...page);
        ended = isLast && page.length === 0;
      }
    };
    const reader = read();
    await Promise.all(Array.from({ length: writers }, write));
    writing = false;
    await reader;
    expect(seen).toHaveLength(writers * each);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(writers * each);
    for (const stream of new Set(seen.map((event) => event.stream))) {
      const versions = seen
        .filter((event) => event.stream === stream)
        .map(({ version }) => version);
      expect(versions, stream).toEqual(versions.map((_, index) => index + 1));
    }
  }, 60_000);

  const handle = (command: PetCommand): Promise<boolean> =>
    insist(async (tx) => {
      const { petId } = command.payload;
      const { state, version } = await loadPet(tx, petId);
      const decision = decide(command, state, new Date());
      if ('refused' in decision) return false;
      const list = decision.events.map(toStored);
      if (list.length > 0) await append(tx, streamOf(petId), version, { list, metadata });
      return true;
    });
  const register = async (): Promise<string> => {
    const petId = randomUUID();
    const payload = { petId, name: 'Rex', species: 'dog', shelterId: randomUUID() } as const;
    await handle({ type: 'RegisterPet', payload });
    return petId;
  };

  test('E2: 50 commands at once on one pet: versions are dense, and one adoption wins', async () => {
    const petId = await register();
    const commands = Array.from({ length: 50 }, (_, n): PetCommand =>
      n % 2 === 0
        ? {
            type: 'AdoptPet',
            payload: { petId, adoptionId: randomUUID(), customerId: randomUUID() },
          }
        : { type: 'RenamePet', payload: { petId, newName: `Rex ${n}` } },
    );
    const done = await Promise.all(commands.map(handle));
    const events = await readStream(own.db, streamOf(petId));
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'PetAdopted')).toHaveLength(1);
    expect(done.filter(Boolean)).toHaveLength(26);
    expect(events).toHaveLength(27);
  }, 60_000);

  test('E3: a snapshot that is corrupt, stale, ahead or gone changes nothing', async () => {
    const petId = await register();
    for (let n = 0; n < 12; n += 1) {
      await handle({ type: 'RenamePet', payload: { petId, newName: `Rex ${n}` } });
      if (n === 4) await saveSnapshot(own.db, petId, await loadPet(own.db, petId));
    }
    const truth = (await readStream(own.db, streamOf(petId)))
      .map(fromStored)
      .reduce(evolve, unknownPet);
    const expectTruth = async (folded: number): Promise<void> => {
      expect(await loadPet(own.db, petId)).toEqual({ state: truth, version: 13, folded });
    };
    const change = async (set: string): Promise<void> => {
      await own.db.query(`update snapshots set ${set} where stream = $1`, [streamOf(petId)]);
    };
    await expectTruth(7);
    await change(`state = replace(state, 'Rex', 'Max')`);
    await expectTruth(13);
    await saveSnapshot(own.db, petId, await loadPet(own.db, petId));
    await expectTruth(0);
    await change('version = 5');
    await expectTruth(13);
    await change('version = 99');
    await expectTruth(13);
    await own.db.query('delete from snapshots');
    await expectTruth(13);
  });
});
