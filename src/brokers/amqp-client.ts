import type { ChannelModel } from 'amqplib';
import type { Broker } from './broker.js';
import { importClient } from './client.js';

export type AmqpBroker = Broker & { readonly kind: 'amqp' };

interface AmqpModule {
  readonly connect: (url: string) => Promise<ChannelModel>;
}

/** What makes connections by the user's own amqplib. */
export async function amqpConnector(
  { url }: AmqpBroker,
  cwd: string,
): Promise<() => Promise<ChannelModel>> {
  const { connect } = await importClient<AmqpModule>('amqplib', cwd);
  return () => connect(url);
}
