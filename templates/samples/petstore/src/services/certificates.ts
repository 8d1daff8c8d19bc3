import { setTimeout } from 'node:timers/promises';
import type {
  HandleCertificateCommandMessage,
  HandleCertificateCommandReply,
  SubscribePetAdoptedMessage,
} from '../generated/index.js';
import { apiUrlOf } from '../config.js';
import type { App } from '../kernel/app.js';
import type { Sql } from '../kernel/db.js';
import type { Service } from '../kernel/service.js';

/**
 * Makes certificates, slowly; so each worker takes one at a time, and several share the queue. On
 * the saga's road it is ordered. Without a saga it reacts to the adoption itself, and then nobody
 * but it knows that the adoption is complete.
 */
export const startCertificates = (service: Service): Promise<void> => {
  const handlers = {
    handleCertificateCommand: (message: HandleCertificateCommandMessage) =>
      handle(service, message),
    subscribePetAdopted: (message: SubscribePetAdoptedMessage) => react(service, message),
  };
  return service.subscribe(handlers, { concurrency: 1 });
};

const handle = async (
  service: Service,
  message: HandleCertificateCommandMessage,
): Promise<HandleCertificateCommandReply> => {
  const { payload } = message;
  const { adoptionId } = payload;
  const certificateUrl = urlOf(service.app, adoptionId);
  if (message.type === 'RevokeCertificate') {
    await service.once(message, (tx) => revoke(tx, adoptionId, certificateUrl));
    return { type: 'CertificateRevoked', payload };
  }
  await draw(service.app, adoptionId);
  return service.once(message, async (tx): Promise<HandleCertificateCommandReply> => {
    await issue(tx, adoptionId, certificateUrl);
    if (await isIssued(tx, adoptionId)) {
      return { type: 'CertificateIssued', payload: { adoptionId, certificateUrl } };
    }
    const failure = { code: 'revoked', message: 'The certificate was revoked before.' };
    return { type: 'StepFailed', payload: { adoptionId, step: 'issue-certificate', failure } };
  });
};

/** The choreography's road. On the saga's, the certificate is there already, and nothing happens. */
const react = async (service: Service, message: SubscribePetAdoptedMessage): Promise<void> => {
  const { adoptionId } = message.payload;
  const certificateUrl = urlOf(service.app, adoptionId);
  await draw(service.app, adoptionId);
  await service.once(message, async (tx) => {
    if (!(await issue(tx, adoptionId, certificateUrl))) return;
    const timestamp = new Date().toISOString();
    const completed = { adoptionId, certificateUrl, timestamp };
    await service.sendIn(tx).publishAdoptionCompleted(completed);
  });
};

/** Where the work would be. Outside of any transaction, and no harm when it is done twice. */
const draw = async (app: App, adoptionId: string): Promise<void> => {
  if (!(await isIssued(app.db, adoptionId))) await setTimeout(app.config.certificateTime);
};

const urlOf = ({ config }: App, adoptionId: string): string =>
  `${apiUrlOf(config)}/certificates/${adoptionId}`;

const isIssued = async (sql: Sql, adoptionId: string): Promise<boolean> => {
  const found = await sql.first`
    select from certificates where adoption_id = ${adoptionId} and state = 'issued'`;
  return found !== undefined;
};

/** @returns whether it is new */
const issue = async (tx: Sql, adoptionId: string, url: string): Promise<boolean> => {
  const added = await tx.sql`insert into certificates values (${adoptionId}, 'issued', ${url})
    on conflict do nothing returning adoption_id`;
  return added.length === 1;
};

/** The row stays, so that an order that comes late is refused. */
const revoke = async (tx: Sql, adoptionId: string, url: string): Promise<void> => {
  await tx.sql`insert into certificates values (${adoptionId}, 'revoked', ${url})
    on conflict (adoption_id) do update set state = 'revoked'`;
};
