import { serviceNames } from '../../config.js';
import { createClient } from '../../generated/index.js';
import { DeadLetterDesk, type GroupLetter } from '../../generated/runtime/dead-letters.js';
import type { App } from '../../kernel/app.js';

/** The services that receive messages. */
const groups = serviceNames.filter((name) => name !== 'api' && name !== 'projections');

/** What was given up, by all services. */
export const openDeadLetters = ({ bus, domainBus, db, log }: App): DeadLetterDesk =>
  new DeadLetterDesk({
    boxes: Object.fromEntries(
      groups.map((group) => {
        const client = createClient(group === 'analytics' ? domainBus : bus);
        return [group, client.deadLetters(group)];
      }),
    ),
    buses: [bus, domainBus],
    log,
    onChange: async () => {
      await db.sql`select pg_notify('petstore', '')`;
    },
  });

/** The group's name is that of its queue. */
export const told = (letters: readonly GroupLetter[]): readonly object[] =>
  letters.map(({ group, ...letter }) => ({ queue: group, ...letter }));
