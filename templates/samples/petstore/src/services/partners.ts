import type { HandlePartnerCommandMessage, HandlePartnerCommandReply } from '../generated/index.js';
import { first, type Sql } from '../kernel/db.js';
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

const kindOf = ({ type }: HandlePartnerCommandMessage): 'fee' | 'visit' =>
  type === 'ChargeFee' || type === 'RefundFee' ? 'fee' : 'visit';

const work = async (
  tx: Sql,
  message: HandlePartnerCommandMessage,
  willing: boolean,
): Promise<HandlePartnerCommandReply> => {
  const { payload } = message;
  const { adoptionId } = payload;
  const key = [adoptionId, kindOf(message)];
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
      const visit = await perform(tx, key, willing);
      if (visit !== undefined) {
        const vetAppointmentDate = visit.toISOString();
        return { type: 'VetAppointmentScheduled', payload: { adoptionId, vetAppointmentDate } };
      }
      const failure = { code: 'no-appointment', message: 'The vet has no time.' };
      return {
        type: 'StepFailed',
        payload: { adoptionId, step: 'schedule-vet-appointment', failure },
      };
    }
  }
};

/** Once for each adoption; not at all when it was undone before. @returns the date, if it is done */
const perform = async (
  tx: Sql,
  key: readonly string[],
  willing: boolean,
): Promise<Date | undefined> => {
  if (willing) {
    await tx.query(
      `insert into partner_work values ($1, $2, 'done', current_date + $3 * interval '1 day')
       on conflict do nothing`,
      [...key, visitInDays],
    );
  }
  const select = `select appointment from partner_work
    where adoption_id = $1 and kind = $2 and state = 'done'`;
  return (await first<{ appointment: Date }>(tx, select, [...key]))?.appointment;
};

/** Undoing what never happened succeeds; the row stays, so that a late order is refused. */
const undo = async (tx: Sql, key: readonly string[]): Promise<void> => {
  await tx.query(
    `insert into partner_work values ($1, $2, 'undone')
     on conflict (adoption_id, kind) do update set state = 'undone'`,
    [...key],
  );
};
