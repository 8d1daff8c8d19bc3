// A process that a message kills: the handler of a poisoned thing ends it, before anything is settled.
import amqp from 'amqplib';
import { attach } from '../../templates/runtime/client.js';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { kafkaBus } from '../../templates/runtime/kafka.js';
import { thingsOn } from '../contract/things.js';
import { driverNamed } from './harness/kafka-drivers.js';

const { ADDRESS = '', GROUP = '', BROKERS, DRIVER = 'kafkajs', AMQP_URL = '' } = process.env;

const bus =
  BROKERS === undefined
    ? amqpBus({ connect: () => amqp.connect(AMQP_URL) })
    : kafkaBus({
        ...driverNamed(DRIVER).options(BROKERS.split(','), { sessionTimeout: 6_000 }),
        crashGuard: true,
      });

const onThing = async ({ payload }: { payload: { thingId: string } }): Promise<void> => {
  if (payload.thingId === 'poison') process.exit(13);
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.send?.(payload.thingId);
};

const subscription = attach(bus, thingsOn(ADDRESS)).subscribe(
  GROUP,
  { onThing },
  { from: 'earliest', order: 'none' },
);
await subscription.ready;
process.on('message', () => void bus.close({ drain: 5_000 }).then(() => process.exit(0)));
