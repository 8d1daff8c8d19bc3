import type { HandlePartnerCommandMessage, HandlePartnerCommandReply } from '../generated/index.js';
import type { Sql } from '../kernel/db.js';
import type { Service } from '../kernel/service.js';
import { isWorking } from './switches.js';

const visitInDays = 14;

/** The bank and the vet. Both are simulated: replace what `charge` and `schedule` do with their APIs. */
export const startPartners = (service: Service): Promise<void> =>
  service.subscribe({ handlePartnerCommand: (message) => handle(service, message) });

/** A partner is asked before the transaction, by the adoption's id, so that asking twice is asking once. */
const handle = async (
  service: Service,
  message: HandlePartnerCommandMessage,
): Promise<HandlePartnerCommandReply> => {
  const willing = await isWorking(service.app.db, kindOf(message) === 'fee' ? 'bank' : 'vet');
  return service.once(message, (tx) => work(tx, message, willing));
};

type Key = readonly [adoptionId: string, kind: 'fee' | 'visit'];

const kindOf = ({ type }: HandlePartnerCommandMessage): Key[1] =>
  type === 'ChargeFee' || type === 'RefundFee' ? 'fee' : 'visit';

const work = async (
  tx: Sql,
  message: HandlePartnerCommandMessage,
  willing: boolean,
): Promise<HandlePartnerCommandReply> => {
  const { payload } = message;
  const { adoptionId } = payload;
  const key = [adoptionId, kindOf(message)] as const;
  switch (message.type) {
    case 'RefundFee':
      await undo(tx, key);
      return { type: 'FeeRefunded', payload };
    case 'CancelVetAppointment':
      await undo(tx, key);
      return { type: 'VetAppointmentCancelled', payload };
    case 'ChargeFee': {
      if (await perform(tx, key, willing)) return { type: 'FeeCharged', payload };
      const failure = { code: 'payment-declined', message: 'The bank declined the payment.' };
      return { type: 'StepFailed', payload: { adoptionId, step: 'charge-fee', failure } };
    }
    case 'ScheduleVetAppointment': {
      const vetAppointmentDate = (await perform(tx, key, willing))?.toISOString();
      if (vetAppointmentDate !== undefined)
        return { type: 'VetAppointmentScheduled', payload: { adoptionId, vetAppointmentDate } };
      const step = 'schedule-vet-appointment';
      const failure = { code: 'no-appointment', message: 'The vet has no time.' };
      return { type: 'StepFailed', payload: { adoptionId, step, failure } };
    }
  }
};

/** Once for each adoption; not at all when it was undone before. @returns the date, if it is done */
const perform = async (tx: Sql, [adoptionId, kind]: Key, willing: boolean) => {
  if (willing) {
    await tx.sql`insert into partner_work
      values (${adoptionId}, ${kind}, 'done', current_date + ${visitInDays} * interval '1 day')
      on conflict do nothing`;
  }
  const done = await tx.first<{ appointment: Date }>`select appointment from partner_work
    where adoption_id = ${adoptionId} and kind = ${kind} and state = 'done'`;
  return done?.appointment;
};

/** Undoing what never happened succeeds; the row stays, so that a late order is refused. */
const undo = async (tx: Sql, [adoptionId, kind]: Key): Promise<void> => {
  await tx.sql`insert into partner_work values (${adoptionId}, ${kind}, 'undone')
    on conflict (adoption_id, kind) do update set state = 'undone'`;
};
