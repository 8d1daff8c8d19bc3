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

/** Everything that can be set. Times are milliseconds. */
export interface Config {
  /** `undefined`: PostgreSQL in this process, in `dataFolder`. */
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  readonly transport: TransportName;
  /** Where domain events go. */
  readonly domainBus: TransportName;
  readonly kafkaBrokers: readonly string[];
  readonly amqpUrl: string;
  readonly port: number;
  /** Where services find the API. `undefined`: the API is in this process. */
  readonly apiUrl: string | undefined;
  readonly services: ReadonlySet<ServiceName>;
  /** Workers of a service; 1 where nothing is said. */
  readonly scale: ReadonlyMap<string, number>;
  readonly logLevel: string;
  readonly production: boolean;
  /** The first wait before a failed handler is called again. */
  readonly retryDelay: number;
  /** How long the saga waits for a step. */
  readonly stepTimeout: number;
  /** How long it takes to make a certificate. */
  readonly certificateTime: number;
  /** Webhooks may lead to addresses of this network. */
  readonly allowPrivateWebhooks: boolean;
}

/** What the user wrote cannot be; the message says what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export const readConfig = (args: readonly string[], env: Env): Config => {
  const flags = readFlags(args);
  const only = list(flags.only);
  const text = (name: string, otherwise: string): string => env[name] ?? otherwise;
  const time = (name: string, otherwise: string): number => number(name, text(name, otherwise));
  const production = env['NODE_ENV'] === 'production';
  const config: Config = {
    databaseUrl: env['DATABASE_URL'],
    dataFolder: text('DATA_FOLDER', 'data'),
    transport: oneOf('--transport', transports, flags.transport ?? text('TRANSPORT', 'memory')),
    domainBus: oneOf(
      '--domain-bus',
      transports,
      flags['domain-bus'] ?? text('DOMAIN_BUS', 'memory'),
    ),
    kafkaBrokers: list(text('KAFKA_BROKERS', 'localhost:9092')),
    amqpUrl: text('AMQP_URL', 'amqp://localhost'),
    port: time('PORT', '3000'),
    apiUrl: env['API_URL'],
    services: new Set(only.length === 0 ? serviceNames : only.map(serviceNamed)),
    scale: readScale(flags.scale),
    logLevel: text('LOG_LEVEL', 'info'),
    production,
    retryDelay: time('RETRY_DELAY', '1000'),
    stepTimeout: time('STEP_TIMEOUT', '30000'),
    certificateTime: time('CERTIFICATE_TIME', '300'),
    allowPrivateWebhooks: !production || env['ALLOW_PRIVATE_WEBHOOKS'] === 'true',
  };
  return checked(config);
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

const list = (value: string | undefined): readonly string[] =>
  (value ?? '')
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

const number = (name: string, value: string): number => {
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
      return [serviceNamed(name), Math.max(1, number(`--scale ${name}`, workers))];
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
