import { PeteventsError } from '../diagnostic.js';
import { brokerOf } from './broker.js';
import type { Broker } from './broker.js';

type Env = Readonly<Record<string, string | undefined>>;

const NONE =
  'say which broker: --from kafka://host:9092 or amqp://host, or set KAFKA_BROKERS or AMQP_URL';

/**
 * The broker of `--from`, else of the environment: `KAFKA_BROKERS` (hosts with commas between them,
 * or a kafka:// URL) or `AMQP_URL`.
 *
 * @throws PeteventsError when there is none, or the environment names two
 */
export function chosenBroker(from: string | undefined, env: Env): Broker {
  if (from !== undefined) return brokerOf(from);
  const kafka = env['KAFKA_BROKERS'] ?? '';
  const amqp = env['AMQP_URL'] ?? '';
  if (kafka !== '' && amqp !== '')
    throw new PeteventsError(
      'KAFKA_BROKERS and AMQP_URL are both set; say with --from which one is meant',
    );
  if (amqp !== '') return brokerOf(amqp, 'AMQP_URL');
  if (kafka === '') throw new PeteventsError(NONE);
  return brokerOf(kafka.includes('://') ? kafka : `kafka://${kafka}`, 'KAFKA_BROKERS');
}
