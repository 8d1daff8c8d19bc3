import type { Sql } from '../kernel/db.js';

/** What is simulated, and can be made to fail on the board and in stories. */
export const switchNames = ['mail', 'bank', 'vet'] as const;
export type SwitchName = (typeof switchNames)[number];

export const isWorking = async (sql: Sql, name: SwitchName): Promise<boolean> => {
  const found = await sql.first<{ working: boolean }>`
    select working from switches where name = ${name}`;
  return found?.working !== false;
};

export const setSwitch = async (sql: Sql, name: SwitchName, working: boolean): Promise<void> => {
  await sql.sql`with changed as (update switches set working = ${working} where name = ${name})
    select pg_notify('petstore', '')`;
};

export const isSwitch = (name: string): name is SwitchName =>
  switchNames.some((known) => known === name);
