import { parseArgs } from 'node:util';
import { apiUrlOf, ConfigError, readConfig, run, type Config } from './config.js';
import { openDatabase, type Database } from './kernel/db.js';
import { readStream } from './kernel/event-store.js';
import { callApi } from './kernel/http.js';
import { createLog } from './kernel/log.js';
import { openKafka } from './main.js';
import { replayFromBus, replayFromStore } from './ops/replay.js';
import { evolve, unknownPet } from './services/pets/decider.js';
import { fromStored, streamOf } from './services/pets/events.js';
import { rebuild } from './services/projections/rebuild.js';

const usage = `npm run ops -- explain <petId>         what happened to a pet, and what it was after each event
               dead-letters            what was given up, and why (asks the running PetStore)
               redrive <service> [id]  gives it another round (asks the running PetStore)
               rebuild <model>         available_pets, pet_details or pet_search, from the events
               replay --since 24h --into adoption-trends`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { since: { type: 'string' }, into: { type: 'string' } },
});

type Command = (config: Config, names: readonly string[]) => Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  explain: (config, [petId = '']) => withDatabase(config, (db) => explain(db, petId)),
  'dead-letters': async (config) => {
    say(JSON.stringify(await callApi(`${apiUrlOf(config)}/api/dead-letters`), undefined, 2));
  },
  redrive: async (config, [queue, id]) => {
    const url = `${apiUrlOf(config)}/api/dead-letters/redrive`;
    say(JSON.stringify(await callApi(url, { queue, id })));
  },
  rebuild: (config, [model = '']) =>
    withDatabase(config, async (db) => {
      const count = await rebuild({ db }, model);
      say(`${model} holds what ${count} events say`);
    }),
  replay: (config) => withDatabase(config, (db) => replay(config, db)),
};

const withDatabase = async (
  config: Config,
  work: (db: Database) => Promise<void>,
): Promise<void> => {
  const db = await openDatabase(config);
  await work(db).finally(() => db.close());
};

/** Debugging by replay: the fold, one event after the other. */
const explain = async (db: Database, petId: string): Promise<void> => {
  const events = await readStream(db, streamOf(petId));
  if (events.length === 0) throw new ConfigError(`there is no pet ${petId}`);
  let pet = unknownPet;
  for (const event of events) {
    pet = evolve(pet, fromStored(event));
    say(
      `${event.version}  ${event.occurredAt.toISOString()}  ${event.type} ${JSON.stringify(event.data)}`,
    );
    say(`   → ${pet.status}  ${pet.record?.name ?? ''}  ${pet.adoptionId ?? ''}`);
  }
};

/** From Kafka where the domain events are there, else from the store. Nothing but the model changes. */
const replay = async (config: Config, db: Database): Promise<void> => {
  const hours = /^(\d+)h$/.exec(values.since ?? '')?.[1];
  if (hours === undefined || values.into !== 'adoption-trends') {
    throw new ConfigError('replay --since 24h --into adoption-trends');
  }
  if (config.domainBus !== 'kafka') {
    say(await replayFromStore(db, Number(hours)));
    return;
  }
  const bus = openKafka(config, { log: createLog('warn') });
  say(await replayFromBus(db, bus, Number(hours)).finally(() => bus.close()));
};

await run(async () => {
  const [name = '', ...names] = positionals;
  const command = commands[name];
  if (command === undefined) throw new ConfigError(`what to do?\n${usage}`);
  await command(readConfig([], process.env), names);
});
