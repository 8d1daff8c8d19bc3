import type { AdoptionIds, ReceiveSagaReplyMessage } from '../../generated/index.js';
import { repeat, type App } from '../../kernel/app.js';
import type { Sql } from '../../kernel/db.js';
import type { Service } from '../../kernel/service.js';
import { newSaga, react } from './saga.js';
import type { Input, Reaction, Saga } from './types.js';
import { sendAll } from './send.js';

export const startAdoptions = async (service: Service): Promise<void> => {
  const { app } = service;
  await service.subscribe({
    receiveSagaReply: (message) => service.once(message, (tx) => hear(app, tx, message)),
  });
  const every = Math.min(1_000, app.config.stepTimeout);
  await repeat(app, { name: 'saga timeouts', every, step: () => timeOut(app) });
};

/** Begins an adoption. The same id again changes nothing. @returns its status */
export const startAdoption = (app: App, ids: AdoptionIds): Promise<Saga['status']> =>
  app.db.transaction(async (tx) => {
    const at = new Date().toISOString();
    const { correlationId } = app.bus.context();
    const saga = newSaga(ids, at);
    const added = await tx.sql`insert into adoptions (id, version, status, state, correlation_id)
      values (${ids.adoptionId}, 0, ${saga.status}, ${JSON.stringify(saga)}, ${correlationId})
      on conflict do nothing returning id`;
    if (added.length === 1) {
      await advance(app, tx, { saga, version: 0, correlationId }, { type: 'started', at });
    }
    const known = await load(tx, ids.adoptionId);
    return known?.saga.status ?? saga.status;
  });

/** The state of an adoption: CQRS without event sourcing, a view of the saga's own row. */
export const adoptionStatus = async (sql: Sql, adoptionId: string): Promise<Saga | undefined> =>
  (await sql.first<{ state: Saga }>`select state from adoptions where id = ${adoptionId}`)?.state;

interface Row {
  readonly saga: Saga;
  readonly version: number;
  readonly correlationId: string;
  readonly causationId?: string;
}

const load = (tx: Sql, adoptionId: string): Promise<Row | undefined> =>
  tx.first<Row>`select state as saga, version, correlation_id as "correlationId"
    from adoptions where id = ${adoptionId} for update`;

/** A reply says by its cause which command it answers. */
const hear = async (app: App, tx: Sql, message: ReceiveSagaReplyMessage): Promise<void> => {
  const commandId = message.causationId;
  if (commandId === undefined) return;
  const owner = await tx.first<{ id: string }>`
    select adoption_id as id from adoption_commands where id = ${commandId}`;
  const row = owner && (await load(tx, owner.id));
  if (row === undefined) {
    app.log.warn({ type: message.type, commandId }, 'a reply to no command of ours');
    return;
  }
  await advance(app, tx, { ...row, causationId: message.id }, inputOf(message, commandId));
};

const inputOf = (message: ReceiveSagaReplyMessage, commandId: string): Input => {
  const at = new Date().toISOString();
  switch (message.type) {
    case 'CommandRejected':
    case 'StepFailed':
      return { type: 'refused', at, commandId, failure: message.payload.failure };
    case 'CertificateIssued':
    case 'VetAppointmentScheduled':
      return { ...message.payload, type: 'done', at, commandId };
    case 'CertificateRevoked':
    case 'CommandAccepted':
    case 'FeeCharged':
    case 'FeeRefunded':
    case 'VetAppointmentCancelled':
      return { type: 'done', at, commandId };
  }
};

/** Sagas whose command has waited too long. @returns whether there may be more */
const timeOut = async (app: App): Promise<boolean> =>
  app.db.transaction(async (tx) => {
    const due = await tx.first<{ id: string }>`
      select id from adoptions where due_at <= clock_timestamp()
      order by due_at limit 1 for update skip locked`;
    const row = due && (await load(tx, due.id));
    const commandId = row?.saga.pending?.commandId;
    if (row === undefined || commandId === undefined) return false;
    await advance(app, tx, row, { type: 'timeout', at: new Date().toISOString(), commandId });
    return true;
  });

/** The reaction, the row and what is sent commit together. */
const advance = async (app: App, tx: Sql, row: Row, input: Input): Promise<void> => {
  const reaction = react(row.saga, input, app.config);
  if (reaction.saga === row.saga && reaction.orders.length === 0 && reaction.wait === undefined)
    return;
  await save(tx, row, reaction);
  await app.bus.withContext(row, () => sendAll(app, tx, reaction));
};

const save = async (tx: Sql, { version }: Row, { saga, orders, wait }: Reaction): Promise<void> => {
  const { adoptionId } = saga.ids;
  for (const { commandId } of orders) {
    await tx.sql`insert into adoption_commands values (${commandId}, ${adoptionId})
      on conflict do nothing`;
  }
  const changed = await tx.sql`
    update adoptions set version = version + 1, status = ${saga.status}, state = ${JSON.stringify(saga)},
      due_at = clock_timestamp() + ${wait} * interval '1 millisecond'
    where id = ${adoptionId} and version = ${version} returning pg_notify('petstore', '')`;
  if (changed.length === 0) throw new Error('the saga has changed meanwhile');
};
