import { pathToFileURL } from 'node:url';
import amqp from 'amqplib';
import { Kafka, logLevel } from 'kafkajs';
import { readConfig, run, type Config, type TransportName } from './config.js';
import { amqpBus } from './generated/runtime/amqp.js';
import { kafkaBus } from './generated/runtime/kafka.js';
import { memoryBus } from './generated/runtime/memory.js';
import { postgresDeadLetters } from './generated/runtime/postgres.js';
import type { Bus, BusOptions } from './generated/index.js';
import type { App, Running } from './kernel/app.js';
import { openDatabase } from './kernel/db.js';
import { listen } from './kernel/http.js';
import { createLog, findTelemetry } from './kernel/log.js';
import { openOutbox } from './kernel/outbox.js';
import { startServices } from './services/index.js';

export interface PetStore extends Running {
  readonly app: App;
  /** The address of the API, if it is in this process. */
  readonly url: string | undefined;
}

/** Starts the services that are asked for. Everything that is made here is closed by `close`. */
export const startPetStore = async (wanted: Config): Promise<PetStore> => {
  const log = createLog(wanted.logLevel);
  const server = wanted.services.has('api') ? await listen(wanted.port) : undefined;
  const config = { ...wanted, port: server?.port ?? wanted.port };
  const db = await openDatabase(config).catch(async (error: unknown) => {
    await server?.close();
    throw error;
  });
  const telemetry = await findTelemetry();
  const options = { log, ...(telemetry && { telemetry }) };
  const bus = openBus(config.transport, { config, db }, options);
  const domainBus =
    config.domainBus === config.transport
      ? bus
      : openBus(config.domainBus, { config, db }, options);
  const outbox = openOutbox(db, bus);
  const parts = { running: [], followers: [], consumers: [] };
  const app: App = { config, db, log, bus, domainBus, outbox, ...parts };
  const api = await startServices(app);
  outbox.start();
  if (api !== undefined) server?.serve((request) => api.fetch(request));
  return {
    app,
    url: server && `http://localhost:${server.port}`,
    // Intake first, then the handlers, what they left in the outbox, the transport, the database.
    close: async () => {
      await server?.close();
      await Promise.all(app.running.map((part) => part.close()));
      await outbox.close();
      await bus.close();
      await domainBus.close();
      await db.close();
    },
  };
};

/** The only place that knows one transport from another. */
const openBus = (
  transport: TransportName,
  { config, db }: Pick<App, 'config' | 'db'>,
  options: BusOptions,
): Bus => {
  switch (transport) {
    case 'memory':
      // A publish ends when the handlers are done, so the outbox keeps the row until then.
      return memoryBus({
        ...options,
        confirm: 'handled',
        // Nobody reads again what was on the bus: what happened is in the event store.
        journal: 0,
        publishTimeout: 600_000,
        deadLetters: postgresDeadLetters(db.pg),
      });
    case 'kafka':
      return openKafka(config, options);
    case 'amqp':
      return amqpBus({ ...options, connect: () => amqp.connect(config.amqpUrl) });
  }
};

export const openKafka = ({ kafkaBrokers }: Config, options: BusOptions): Bus<'kafka'> => {
  const client = { clientId: 'petstore', brokers: [...kafkaBrokers], logLevel: logLevel.NOTHING };
  return kafkaBus({ ...options, client: new Kafka(client) });
};

const main = async (): Promise<void> => {
  const petstore = await startPetStore(readConfig(process.argv.slice(2), process.env));
  const { config, db } = petstore.app;
  const where = petstore.url ?? [...config.services].join(', ');
  process.stdout.write(
    `PetStore    ${where}   database ${db.kind}   transport ${config.transport}\n`,
  );
  const stop = (): void => void petstore.close().then(() => process.exit());
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(main);
