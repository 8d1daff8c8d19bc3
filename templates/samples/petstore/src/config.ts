import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const transports = ['memory', 'kafka', 'amqp'] as const;
export type TransportName = (typeof transports)[number];

/** The services, in the order in which they start. */
export const serviceNames = [
  'pets',
  'projections',
  'adoptions',
  'partners',
  'certificates',
  'email',
  'shelter',
  'webhooks',
  'analytics',
  'api',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What the user wrote cannot be; the message says what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Runs a program. What its user has wrong is told in a line, without a stack. */
export const run = async (program: () => Promise<void>): Promise<void> => {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`petstore: ${error.message}\n`);
    process.exitCode = 2;
  }
};

type Env = Readonly<Record<string, string | undefined>>;

/** Everything that can be set. Times are milliseconds. */
export type Config = Readonly<ReturnType<typeof settings>>;

/** @throws ConfigError */
export const readConfig = (args: readonly string[], env: Env): Config =>
  checked(settings(readFlags(args), env));

const settings = (flags: ReturnType<typeof readFlags>, env: Env) => {
  const only = list(flags.only);
  const number = (name: string, otherwise: number): number =>
    wholeNumber(name, env[name] ?? String(otherwise));
  const transport = (flag: 'transport' | 'domain-bus', name: string): TransportName =>
    oneOf(`--${flag}`, transports, flags[flag] ?? env[name] ?? 'memory');
  const production = env['NODE_ENV'] === 'production';
  return {
    /** `undefined`: PostgreSQL in this process, in `dataFolder`. */
    databaseUrl: env['DATABASE_URL'],
    dataFolder: env['DATA_FOLDER'] ?? 'data',
    transport: transport('transport', 'TRANSPORT'),
    /** Where domain events go. */
    domainBus: transport('domain-bus', 'DOMAIN_BUS'),
    kafkaBrokers: list(env['KAFKA_BROKERS'] ?? 'localhost:9092'),
    amqpUrl: env['AMQP_URL'] ?? 'amqp://localhost',
    port: number('PORT', 3_000),
    /** Where services find the API. `undefined`: the API is in this process. */
    apiUrl: env['API_URL'],
    services: new Set(only.length === 0 ? serviceNames : only.map(serviceNamed)),
    /** Workers of a service; 1 where nothing is said. */
    scale: readScale(flags.scale),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    production,
    /** The first wait before a failed handler is called again. */
    retryDelay: number('RETRY_DELAY', 1_000),
    /** How long the saga waits for a step. */
    stepTimeout: number('STEP_TIMEOUT', 30_000),
    /** How long it takes to make a certificate. */
    certificateTime: number('CERTIFICATE_TIME', 300),
    /** Webhooks may lead to addresses of this network. */
    allowPrivateWebhooks: !production || env['ALLOW_PRIVATE_WEBHOOKS'] === 'true',
  };
};

const readFlags = (args: readonly string[]) => {
  const text = { type: 'string' } as const;
  try {
    const options = { transport: text, 'domain-bus': text, only: text, scale: text };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
};

/** A part of the system needs the others, and they meet in a database and a broker. */
const checked = (config: Config): Config => {
  if (config.services.size === serviceNames.length) return config;
  if (config.databaseUrl === undefined || config.transport === 'memory') {
    throw new ConfigError(
      '--only runs a part of the system: set DATABASE_URL and --transport kafka or amqp',
    );
  }
  const lacks = (name: ServiceName, other: ServiceName): boolean =>
    config.services.has(name) && !config.services.has(other);
  if (lacks('analytics', 'pets') && config.domainBus === 'memory') {
    throw new ConfigError(
      'analytics follows the domain bus: keep it with pets, or set --domain-bus kafka or amqp',
    );
  }
  if (lacks('shelter', 'api') && config.apiUrl === undefined) {
    throw new ConfigError('shelter asks the API: set API_URL, for example http://localhost:3000');
  }
  return config;
};

const list = (value = ''): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const oneOf = <Name extends string>(what: string, names: readonly Name[], value: string): Name => {
  const found = names.find((name) => name === value);
  if (found === undefined)
    throw new ConfigError(`${what} is one of ${names.join(', ')}, not ${JSON.stringify(value)}`);
  return found;
};

const serviceNamed = (value: string): ServiceName => oneOf('a service', serviceNames, value);

const wholeNumber = (name: string, value: string): number => {
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isInteger(parsed) || parsed < 0) {
    throw new ConfigError(`${name} is a whole number, not ${JSON.stringify(value)}`);
  }
  return parsed;
};

const readScale = (value: string | undefined): ReadonlyMap<string, number> =>
  new Map(
    list(value).map((part) => {
      const [name = '', workers = ''] = part.split('=');
      return [serviceNamed(name), Math.max(1, wholeNumber(`--scale ${name}`, workers))];
    }),
  );

/** A file of this project, from the source as from the build. */
export const projectFile = (path: string): URL => {
  const root = ['..', '../..'].find((up) =>
    existsSync(new URL(`${up}/package.json`, import.meta.url)),
  );
  return new URL(`${root ?? '..'}/${path}`, import.meta.url);
};

/** Where the API is, for the services and for links. */
export const apiUrlOf = ({ apiUrl, port }: Pick<Config, 'apiUrl' | 'port'>): string =>
  apiUrl ?? `http://localhost:${port}`;
