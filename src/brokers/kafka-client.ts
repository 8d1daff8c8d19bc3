import type { Kafka, KafkaConfig } from 'kafkajs';
import type { Broker } from './broker.js';
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

/** TLS with the certificates that Node trusts; SASL/PLAIN for who has a name. */
const connectionOf = ({
  brokers,
  ssl,
  user,
  password,
}: KafkaBroker): Omit<KafkaConfig, 'clientId'> => ({
  brokers: [...brokers],
  ssl,
  ...(user === '' ? {} : { sasl: { mechanism: 'plain', username: user, password } }),
});
