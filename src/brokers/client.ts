import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PeteventsError } from '../diagnostic.js';

/**
 * A broker's client library of the user's own project; none comes with petevents.
 *
 * @param cwd where to look for it
 * @throws PeteventsError when it is not installed
 */
export async function importClient<Module>(
  name: 'amqplib' | 'kafkajs',
  cwd: string,
): Promise<Module> {
  const path = resolveFrom(name, cwd);
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: Module };
  return module.default ?? (module as Module);
}

function resolveFrom(name: string, cwd: string): string {
  try {
    return createRequire(join(cwd, 'package.json')).resolve(name);
  } catch {
    throw new PeteventsError(
      `--from needs your own ${name}, which is not installed here: npm install --save-dev ${name}`,
    );
  }
}

/** A broker's refusal in one line, as a fault of the run and not of petevents. */
export const brokerError = (where: string, error: unknown): PeteventsError =>
  error instanceof PeteventsError
    ? error
    : new PeteventsError(
        withRemedy(where, error instanceof Error ? reasonOf(error) : String(error)),
      );

/** The reasons that have one usual cause; any other is left alone. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/certificate/i, 'for a certificate authority of your own set NODE_EXTRA_CA_CERTS to its file'],
  [
    /^closed connection$|abruptly during opening handshake/i,
    'does it want TLS (kafkas://, amqps://), or is this the port of something else?',
  ],
];

function withRemedy(where: string, reason: string): string {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(reason))?.[1];
  return `${where}: ${reason}${remedy === undefined ? '' : `; ${remedy}`}`;
}

/** Refused connections have several causes and no words of their own. */
function reasonOf(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const { message } = inner instanceof Error ? inner : error;
  // OpenSSL ends its lines.
  return message.trim() === '' ? error.name : message.trim();
}
