import { first, type Sql } from '../kernel/db.js';

/** What is simulated, and can be made to fail on the board and in stories. */
export const switchNames = ['mail', 'bank', 'vet'] as const;
export type SwitchName = (typeof switchNames)[number];

export const isWorking = async (sql: Sql, name: SwitchName): Promise<boolean> => {
  const select = 'select working from switches where name = $1';
  return (await first<{ working: boolean }>(sql, select, [name]))?.working !== false;
};

export const setSwitch = async (sql: Sql, name: SwitchName, working: boolean): Promise<void> => {
  await sql.query(
    `with changed as (update switches set working = $2 where name = $1)
     select pg_notify('petstore', '')`,
    [name, working],
  );
};

export const isSwitch = (name: string): name is SwitchName =>
  switchNames.some((known) => known === name);
