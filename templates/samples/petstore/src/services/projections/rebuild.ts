import { ConfigError } from '../../config.js';
import type { App } from '../../kernel/app.js';
import { readAll } from '../../kernel/event-store.js';
import { checkpointOf, saveCheckpoint } from '../../kernel/projector.js';
import { readModels } from './models.js';

const pageSize = 200;

/**
 * Fills a read model anew beside the one that is in use, then swaps them. Queries and the follower go
 * on meanwhile: only the last page and the swap hold the follower's lock.
 * @returns how many events it took
 * @throws ConfigError when there is no such read model
 */
export const rebuild = async ({ db }: Pick<App, 'db'>, name: string): Promise<number> => {
  const model = readModels.find((one) => one.name === name);
  if (model === undefined) {
    const names = readModels.map((one) => one.name).join(', ');
    throw new ConfigError(`there is no read model ${name}; there are ${names}`);
  }
  const next = `${name}_next`;
  await db.transaction(async (tx) => {
    await tx.query(`drop table if exists ${next}`);
    await tx.query(`create table ${next} (like ${name} including all)`);
    await tx.query('delete from checkpoints where name = $1', [next]);
  });
  let count = 0;
  for (let done = false; !done;) {
    done = await db.transaction(async (tx) => {
      const events = await readAll(tx, await checkpointOf(tx, next), pageSize);
      for (const event of events) await model.apply(tx, event, next);
      const last = events.at(-1);
      if (last !== undefined) await saveCheckpoint(tx, next, last.position);
      count += events.length;
      return events.length < pageSize;
    });
  }
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`follower ${name}`]);
    const events = await readAll(tx, await checkpointOf(tx, next), Number.MAX_SAFE_INTEGER);
    for (const event of events) await model.apply(tx, event, next);
    await saveCheckpoint(tx, name, events.at(-1)?.position ?? (await checkpointOf(tx, next)));
    await tx.query('delete from checkpoints where name = $1', [next]);
    await tx.query(`drop table ${name}`);
    await tx.query(`alter table ${next} rename to ${name}`);
    count += events.length;
  });
  return count;
};
