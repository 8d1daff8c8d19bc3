// A process whose relay dies between the broker's confirm and the mark in the database.
import amqp from 'amqplib';
import { Pool } from 'pg';
import { amqpBus } from '../../templates/runtime/amqp.js';
import { createOutbox } from '../../templates/runtime/outbox.js';
import { postgresOutbox } from '../../templates/runtime/postgres.js';

const { DATABASE_URL = '', SCHEMA = '', AMQP_URL = '', DIES_AT = '1' } = process.env;
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

const bus = amqpBus({ connect: () => amqp.connect(AMQP_URL) });
createOutbox({ bus, store }).start();
