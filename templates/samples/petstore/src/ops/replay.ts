import { createClient, type Bus } from '../generated/index.js';
import type { Database } from '../kernel/db.js';
import { readAll } from '../kernel/event-store.js';
import { note } from '../services/analytics.js';
import { fromStored } from '../services/pets/events.js';

const pageSize = 500;

const result = (read: number, added: number): string =>
  `${read} events read, ${added} of them new to adoption_trends`;

/** The events of the last hours, from the event store. */
export const replayFromStore = async (db: Database, hours: number): Promise<string> => {
  const since = new Date(Date.now() - hours * 3_600_000);
  let [read, added, position] = [0, 0, '0.0'];
  for (;;) {
    const page = await readAll(db, position, pageSize);
    for (const event of page.filter(({ occurredAt }) => occurredAt >= since)) {
      const { type, payload } = fromStored(event);
      read += 1;
      if (await note(db, { id: event.id, type, payload, timestamp: event.occurredAt })) added += 1;
    }
    position = page.at(-1)?.position ?? position;
    if (page.length < pageSize) return result(read, added);
  }
};

/** The events of the last hours, as the domain bus kept them. No group's place moves. */
export const replayFromBus = async (
  db: Database,
  bus: Bus<'kafka'>,
  hours: number,
): Promise<string> => {
  let added = 0;
  const replay = createClient(bus).replay(
    { from: { hoursAgo: hours } },
    {
      subscribePetEvents: async (message) => {
        if (await note(db, message)) added += 1;
      },
    },
  );
  const { handled } = await replay.done;
  return result(handled, added);
};
