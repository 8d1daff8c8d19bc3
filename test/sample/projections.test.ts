import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqlOn } from '../../templates/samples/petstore/src/kernel/db.js';
import { append } from '../../templates/samples/petstore/src/kernel/event-store.js';
import type { Database, Sql } from '../../templates/samples/petstore/src/kernel/db.js';
import { applyPage } from '../../templates/samples/petstore/src/kernel/projector.js';
import type { PetEvent } from '../../templates/samples/petstore/src/services/pets/events.js';
import { streamOf, toStored } from '../../templates/samples/petstore/src/services/pets/events.js';
import { readModels } from '../../templates/samples/petstore/src/services/projections/models.js';
import type { ReadModel } from '../../templates/samples/petstore/src/services/projections/models.js';
import { rebuild } from '../../templates/samples/petstore/src/services/projections/rebuild.js';
import { databaseUrlOrFail } from '../brokers/available.js';
import { ownDatabase, rows } from './database.js';
import type { OwnDatabase } from './database.js';

const server = databaseUrlOrFail();

/** One pet that goes through everything, and back. */
const life = (name: string): readonly PetEvent[] => {
  const petId = randomUUID();
  const [customerId, shelterId] = [randomUUID(), randomUUID()];
  const first = { petId, customerId, adoptionId: randomUUID() };
  const second = { petId, customerId, adoptionId: randomUUID() };
  const details = { kind: 'AdoptionLink', href: '/' } as const;
  const timestamp = '2026-03-13T10:00:00.000Z';
  return [
    { type: 'PetRegistered', payload: { petId, name, species: 'cat', shelterId } },
    { type: 'PetReserved', payload: first },
    { type: 'PetNameChanged', payload: { petId, newName: `${name} II` } },
    { type: 'PetReleased', payload: first },
    { type: 'PetVaccinated', payload: { petId, vaccine: 'rabies' } },
    { type: 'PetReserved', payload: second },
    { type: 'PetAdoptedV2', payload: { ...second, shelterId, timestamp, details } },
    { type: 'PetReturned', payload: { petId, reason: 'allergies' } },
  ];
};

describe.skipIf(server === undefined)('read models on PostgreSQL', () => {
  let own: OwnDatabase;
  beforeAll(async () => {
    own = await ownDatabase(server ?? '');
  });
  afterAll(() => own.drop());

  const live = async (name: string): Promise<void> => {
    const events = life(name);
    const stream = streamOf(events[0]?.payload.petId ?? '');
    for (const [version, event] of events.entries()) {
      const list = [toStored(event)];
      await own.db.transaction((tx) =>
        append(tx, stream, version, { list, metadata: { correlationId: 'test' } }),
      );
    }
  };
  const page = (db: Database, { name, apply }: ReadModel): Promise<boolean> =>
    applyPage({ db }, name, (tx, event) => apply(tx, event, name));
  const contents = (name: string) => rows(own.db, `select * from ${name} order by id`);
  const expectFreshFold = async (name: string): Promise<void> => {
    const kept = await contents(name);
    await rebuild({ db: own.db }, name);
    expect(kept).toEqual(await contents(name));
    expect(kept).not.toEqual([]);
  };

  /** A database whose transactions die at their statement number `last`; the commit counts as one. */
  const dying = (last: number): Database => ({
    ...own.db,
    transaction: (work) =>
      own.db.transaction(async (tx) => {
        let count = 0;
        const dieMaybe = (): void => {
          count += 1;
          if (count === last) throw new Error('killed');
        };
        const query: Sql['query'] = async (text, values) => {
          dieMaybe();
          return tx.query(text, values);
        };
        const result = await work(sqlOn({ query }));
        dieMaybe();
        return result;
      }),
  });

  test.each(readModels)(
    'E4: $name is killed at each statement, and is as a fresh fold',
    async (model) => {
      await live('Minka');
      let kills = 0;
      for (let done = false; !done;) {
        const outcome = await page(dying(kills + 1), model).catch(String);
        done = outcome !== 'Error: killed';
        if (!done) kills += 1;
      }
      expect(kills).toBeGreaterThan(8);
      await expectFreshFold(model.name);
    },
  );

  test.each(readModels)(
    'E4: $name is rebuilt while events come and are followed',
    async (model) => {
      let writing = true;
      const follow = async (): Promise<void> => {
        for (let more = true; writing || more;) more = await page(own.db, model);
      };
      const followed = follow();
      const written = (async () => {
        for (let n = 0; n < 12; n += 1) await live(`Pet ${n}`);
        writing = false;
      })();
      for (let times = 0; times < 4; times += 1) await rebuild({ db: own.db }, model.name);
      await Promise.all([written, followed]);
      await page(own.db, model);
      await expectFreshFold(model.name);
    },
    60_000,
  );
});
