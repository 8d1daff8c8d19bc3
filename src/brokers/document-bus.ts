import { amqpBus } from '../../templates/runtime/amqp.js';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import type { Logger } from '../../templates/runtime/log.js';
import type { Bus } from '../../templates/runtime/types.js';
import { amqpConnector } from './amqp-client.js';
import type { Broker } from './broker.js';
import { brokerError } from './client.js';
import { kafkaClient } from './kafka-client.js';

export interface OnBrokerOptions {
  readonly broker: Broker;
  /** Where the broker's client library is installed. */
  readonly cwd: string;
}

/**
 * Lets the run time of the generated code work on a broker, by the user's own client, for as long
 * as `work` takes.
 * @throws PeteventsError when the client is missing, or the broker refuses or is away
 */
export async function onBroker<Result>(
  { broker, cwd }: OnBrokerOptions,
  work: (bus: Bus) => Promise<Result>,
): Promise<Result> {
  const bus = await busOn(broker, cwd);
  try {
    await bus.connect({ failFast: true });
    return await work(bus);
  } catch (error) {
    throw brokerError(broker.shown, error);
  } finally {
    await bus.close({ drain: 0 });
  }
}

async function busOn(broker: Broker, cwd: string): Promise<Bus> {
  if (broker.kind === 'amqp') return amqpBus({ connect: await amqpConnector(broker, cwd), log });
  const client = await kafkaClient(broker, { cwd, clientId: 'petevents' });
  return kafkaBus({ client, log });
}

const ignore = (): void => undefined;
/** What goes wrong, is thrown. */
const log: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
