import { Hono, type Context } from 'hono';
import {
  adoptionIds,
  createClient,
  newName,
  petRecord,
  return_,
  vaccination,
  type SendPetCommandMessage,
} from '../../generated/index.js';
import type { App } from '../../kernel/app.js';
import { invalid, refused } from './errors.js';
import { commandId, derivedId, jsonBody } from './request.js';

/** Milliseconds that the pets service gets. */
const limit = 5_000;
/** Where a pet lives if nobody says. */
const happyPaws = '5e4d3c2b-1a0f-4e9d-8c7b-6a5f4e3d2c1b';

type Body = Readonly<Record<string, unknown>>;

/** Commands are asked and answered: the user sees at once whether it is done. */
export const commandRoutes = (app: App): Hono => {
  const routes = new Hono();
  const client = createClient(app.bus, { source: 'api-service' });

  const route = (path: string, make: (body: Body, id: string) => SendPetCommandMessage): void => {
    routes.post(`/api/commands/${path}`, async (c) => {
      const id = commandId(c);
      const message = make(await jsonBody(c), id);
      const headers = ifMatch(c);
      const options = { id, timeout: limit, ...(headers && { headers }) };
      const reply = await client.sendPetCommand(message, options);
      if (reply.type === 'CommandRejected') throw refused(reply.payload.failure);
      return c.json({ success: true, ...reply.payload });
    });
  };

  route('register-pet', (body, id) => {
    const whole = { shelterId: happyPaws, ...body, petId: derivedId(id, 'pet') };
    return { type: 'RegisterPet', payload: petRecord.parse(whole) };
  });
  route('adopt-pet', (body, id) => {
    const whole = { ...body, adoptionId: derivedId(id, 'adoption') };
    return { type: 'AdoptPet', payload: adoptionIds.parse(whole) };
  });
  route('return-pet', (body) => ({ type: 'ReturnPet', payload: return_.parse(body) }));
  route('vaccinate-pet', (body) => ({
    type: 'VaccinatePet',
    payload: vaccination.parse(body),
  }));
  route('rename-pet', (body) => ({ type: 'RenamePet', payload: newName.parse(body) }));
  return routes;
};

/** `If-Match: "3"`: only while the pet has this version. */
const ifMatch = (c: Context): { readonly 'if-match': string } | undefined => {
  const header = c.req.header('If-Match');
  if (header === undefined) return undefined;
  const version = header.replace(/^"|"$/g, '');
  if (!/^\d{1,9}$/.test(version)) throw invalid('If-Match is a version, such as "3".');
  return { 'if-match': version };
};
