import { PeteventsError } from '../diagnostic.js';

/** How Kafka asks for name and password (SASL). */
export const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type Mechanism = (typeof mechanisms)[number];

/** A broker that somebody named. */
export type Broker =
  | {
      readonly kind: 'kafka';
      readonly brokers: readonly string[];
      readonly ssl: boolean;
      readonly user: string;
      readonly password: string;
      readonly mechanism: Mechanism;
      /** The address without credentials. */
      readonly shown: string;
    }
  | { readonly kind: 'amqp'; readonly url: string; readonly shown: string };

const SYNTAX = /^(amqps?|kafkas?):\/\/(?:([^@/]*)@)?([^/?#]+)(.*)$/i;

/**
 * Reads a broker's URL: `kafka://host:9092,host:9092`, `kafkas://` with TLS, `amqp://`, `amqps://`, with
 * `user:password@` in front of the host where the broker asks for it. Kafka: SASL/PLAIN, or what
 * `?mechanism=scram-sha-512` behind the hosts says.
 *
 * @param setting where the user wrote it, for the error
 * @throws PeteventsError
 */
export function brokerOf(from: string, setting = '--from'): Broker {
  const match = SYNTAX.exec(from);
  if (match === null)
    throw new PeteventsError(
      `${setting} takes kafka://, kafkas://, amqp:// or amqps:// and a host`,
    );
  const [, scheme = '', login = '', hosts = '', path = ''] = match;
  // Else the rest of a password would be taken for a host, and shown.
  if (`${hosts}${path}`.includes('@'))
    throw new PeteventsError(`${setting}: write @ and / in a user name or password as %40 and %2F`);
  const kind = scheme.toLowerCase();
  const shown = `${kind}://${hosts}`;
  if (kind.startsWith('amqp')) return { kind: 'amqp', url: from, shown: shown + path };
  const [user = '', ...password] = login.split(':').map(decode);
  const brokers = hosts.split(',').map((host) => (host.includes(':') ? host : `${host}:9092`));
  return {
    kind: 'kafka',
    brokers,
    ssl: kind === 'kafkas',
    user,
    password: password.join(':'),
    mechanism: mechanismOf(path, setting),
    shown,
  };
}

function mechanismOf(rest: string, setting: string): Mechanism {
  if (rest === '' || rest === '/') return 'plain';
  const [, wanted = ''] = /^\/?\?mechanism=([^&]*)$/i.exec(rest) ?? [];
  const mechanism = mechanisms.find((each) => each === wanted.toLowerCase());
  if (mechanism === undefined)
    throw new PeteventsError(
      `${setting}: behind the hosts of Kafka stands nothing, or ?mechanism= and one of ${mechanisms.join(', ')}`,
    );
  return mechanism;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
