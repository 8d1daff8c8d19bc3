import type {
  HandlePetCommandMessage,
  HandlePetCommandReply,
  MessageContext,
} from '../../generated/index.js';
import type { Sql } from '../../kernel/db.js';
import { append, lastPosition } from '../../kernel/event-store.js';
import type { Service } from '../../kernel/service.js';
import { decide } from './decider.js';
import { streamOf, toStored } from './events.js';
import { publishDomainEvents, publishIntegrationEvents } from './publish.js';
import { loadPet, saveSnapshot, snapshotEvery, type LoadedPet } from './repository.js';

export const startPets = async (service: Service): Promise<void> => {
  await publishDomainEvents(service);
  await publishIntegrationEvents(service);
  await service.subscribe({ handlePetCommand: (message) => handle(service, message) });
};

/** One short transaction: the inbox, the decision, its events. A snapshot comes after it, if due. */
const handle = async (
  service: Service,
  message: HandlePetCommandMessage,
): Promise<HandlePetCommandReply> => {
  let loaded: LoadedPet | undefined;
  const reply = await service.once(message, async (tx) => {
    loaded = await loadPet(tx, message.payload.petId);
    return answer(tx, message, { ...loaded, metadata: service.app.bus.context() });
  });
  if (loaded !== undefined && loaded.folded >= snapshotEvery) {
    await saveSnapshot(service.app.db, message.payload.petId, loaded);
  }
  return reply;
};

const answer = async (
  tx: Sql,
  message: HandlePetCommandMessage,
  { state, version, metadata }: LoadedPet & { readonly metadata: MessageContext },
): Promise<HandlePetCommandReply> => {
  const { petId } = message.payload;
  const expected = message.headers['if-match'];
  if (expected !== undefined && Number(expected) !== version) {
    return refusal(petId, 'version-conflict', `The pet has version ${version}, not ${expected}.`);
  }
  const decision = decide(message, state, new Date());
  if ('refused' in decision) {
    return { type: 'CommandRejected', payload: { petId, failure: decision.refused } };
  }
  const list = decision.events.map(toStored);
  const position =
    list.length === 0
      ? await lastPosition(tx, streamOf(petId))
      : await append(tx, streamOf(petId), version, { list, metadata });
  return {
    type: 'CommandAccepted',
    payload: { petId, version: version + list.length, position },
  };
};

const refusal = (petId: string, code: string, message: string): HandlePetCommandReply => ({
  type: 'CommandRejected',
  payload: { petId, failure: { code, message } },
});
