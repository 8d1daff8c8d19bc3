import type { Connection, GroupTuning, PlatformaticLibrary } from './platformatic/client.js';
import { createAdmin } from './platformatic/admin.js';
import { createProducer } from './platformatic/producer.js';
import { PlatformaticSession } from './platformatic/session.js';
import type { Driver } from './driver.js';
import { HealingConsumer } from './healing-consumer.js';

export type { Connection, GroupTuning, PlatformaticLibrary } from './platformatic/client.js';

/**
 * Drives @platformatic/kafka (2.12 or newer, Node 22.22 or newer) instead of kafkajs:
 * `kafkaBus({ driver: platformaticDriver({ Admin, Consumer, Producer }, { clientId, bootstrapBrokers }) })`.
 *
 * @param library `Admin`, `Consumer` and `Producer` of the library, the caller's own; for `crashGuard`
 * all of it (`import * as library from '@platformatic/kafka'`)
 * @param connection who we are and where the brokers are, with TLS and SASL if they ask for it
 * @param tuning of consumer groups; `maxWaitTime` is 100 and `heartbeatInterval` 300 if not given
 */
export const platformaticDriver = (
  library: PlatformaticLibrary,
  connection: Connection,
  tuning: GroupTuning = {},
): Driver => ({
  keepsNotes: library.offsetCommitV8 !== undefined && library.offsetFetchV8 !== undefined,
  admin: createAdmin(library, connection),
  createProducer: ({ patient }) => createProducer(library, connection, patient),
  createConsumer: (options) =>
    new HealingConsumer(
      options,
      (crashed) =>
        new PlatformaticSession(library, { connection, tuning }, { ...options, crashed }),
    ),
});
