// A process whose relay dies between the broker's confirm and the mark in the database.
import { Pool } from 'pg';
import { createOutbox } from '../../templates/runtime/outbox.js';
import { postgresOutbox } from '../../templates/runtime/postgres.js';
import { busOf } from './harness/bus-of.js';

const { DATABASE_URL = '', SCHEMA = '', DIES_AT = '1' } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, options: `-c search_path=${SCHEMA}` });
const store = postgresOutbox(pool);
const open = store.open.bind(store);
let marks = 0;

store.open = async (options) => {
  const session = await open(options);
  return {
    due: (limit, busy) => session.due(limit, busy),
    failed: (failures) => session.failed(failures),
    wait: (limit, signal) => session.wait(limit, signal),
    close: () => session.close(),
    sent: async (ids) => {
      marks += 1;
      if (marks === Number(DIES_AT)) process.kill(process.pid, 'SIGKILL');
      await session.sent(ids);
    },
  };
};

createOutbox({ bus: busOf(process.env), store }).start();
