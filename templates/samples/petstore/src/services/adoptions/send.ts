import type { AdoptionIds, Bus, Client, Receipt } from '../../generated/index.js';
import type { App } from '../../kernel/app.js';
import type { Sql } from '../../kernel/db.js';
import { sendIn } from '../../kernel/outbox.js';
import type { Order, Reaction } from './types.js';

type Sender = Client<Bus<'outbox'>>;

/** Where the answers of the pets service go; the others answer there by the document. */
const replyTo = 'adoptions.replies';

/** What a reaction sends, into the outbox of this transaction. */
export const sendAll = async (
  app: App,
  tx: Sql,
  { saga, orders, events, sendEmail }: Reaction,
): Promise<void> => {
  const client = sendIn(app.outbox, tx, 'adoptions-service');
  for (const order of orders) await sendOrder(client, order, saga.ids);
  if (sendEmail) await client.sendEmailCommand(saga.ids);
  for (const { type, payload } of events) {
    if (type === 'AdoptionCompleted') await client.publishAdoptionCompleted(payload);
    else await client.publishAdoptionFailed(payload);
  }
};

/** Each step has its order and the order that undoes it. */
const sendOrder = (
  client: Sender,
  { step, undo, commandId: id }: Order,
  payload: AdoptionIds,
): Promise<Receipt> => {
  switch (step) {
    case 'reserve-pet': {
      const type = undo ? 'ReleasePet' : 'ReservePet';
      return client.sendPetCommand({ type, payload }, { id, replyTo });
    }
    case 'charge-fee':
      return client.sendPartnerCommand({ type: undo ? 'RefundFee' : 'ChargeFee', payload }, { id });
    case 'issue-certificate': {
      const type = undo ? 'RevokeCertificate' : 'IssueCertificate';
      return client.sendCertificateCommand({ type, payload }, { id });
    }
    case 'schedule-vet-appointment': {
      const type = undo ? 'CancelVetAppointment' : 'ScheduleVetAppointment';
      return client.sendPartnerCommand({ type, payload }, { id });
    }
    case 'adopt-pet':
      return client.sendPetCommand({ type: 'AdoptPet', payload }, { id, replyTo });
  }
};
