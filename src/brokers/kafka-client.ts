import type { Kafka, KafkaConfig, SASLOptions } from 'kafkajs';
import type { Broker, Mechanism } from './broker.js';
import { importClient } from './client.js';

export type KafkaBroker = Broker & { readonly kind: 'kafka' };

interface KafkaModule {
  readonly Kafka: new (config: KafkaConfig) => Kafka;
}

/** A client of the user's own kafkajs; it connects at first use, and says nothing by itself. */
export async function kafkaClient(
  broker: KafkaBroker,
  { cwd, clientId }: { readonly cwd: string; readonly clientId: string },
): Promise<Kafka> {
  const { Kafka } = await importClient<KafkaModule>('kafkajs', cwd);
  return new Kafka({
    clientId,
    ...connectionOf(broker),
    logCreator: () => () => undefined,
    retry: { retries: 2 },
  });
}

/** TLS with the certificates that Node trusts; SASL for who has a name. */
const connectionOf = ({
  brokers,
  ssl,
  user,
  password,
  mechanism,
}: KafkaBroker): Omit<KafkaConfig, 'clientId'> => ({
  brokers: [...brokers],
  ssl,
  ...(user === '' ? {} : { sasl: sasl(mechanism, { username: user, password }) }),
});

/** kafkajs tells the mechanisms apart by type. */
function sasl(
  mechanism: Mechanism,
  login: { readonly username: string; readonly password: string },
): SASLOptions {
  if (mechanism === 'plain') return { mechanism, ...login };
  if (mechanism === 'scram-sha-256') return { mechanism, ...login };
  return { mechanism, ...login };
}
