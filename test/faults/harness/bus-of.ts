import amqp from 'amqplib';
import { amqpBus } from '../../../templates/runtime/amqp.js';
import { kafkaBus } from '../../../templates/runtime/kafka.js';
import type { Logger } from '../../../templates/runtime/log.js';
import { memoryBus } from '../../../templates/runtime/memory.js';
import type { Bus } from '../../../templates/runtime/types.js';
import type { GroupTuning } from './kafka-drivers.js';
import { driverNamed } from './kafka-drivers.js';

/** How a process is told in its environment which broker to use. */
export interface BusPlace extends Readonly<Record<string, string | undefined>> {
  /** A URL. */
  readonly AMQP?: string;
  /** Brokers, with commas between them. */
  readonly KAFKA?: string;
  /** The name of a driver; kafkajs by default. */
  readonly DRIVER?: string;
}

const ignore = (): void => undefined;

/** A bus on that broker, or in memory. It logs errors to `error`, and nothing else. */
export const busOf = (
  { AMQP, KAFKA, DRIVER = 'kafkajs' }: BusPlace,
  tuning?: GroupTuning,
  error: Logger['error'] = ignore,
): Bus => {
  const log: Logger = { debug: ignore, info: ignore, warn: ignore, error };
  if (AMQP !== undefined) return amqpBus({ connect: () => amqp.connect(AMQP), log });
  if (KAFKA === undefined) return memoryBus({ log });
  return kafkaBus({ ...driverNamed(DRIVER).options(KAFKA.split(','), tuning), log });
};
