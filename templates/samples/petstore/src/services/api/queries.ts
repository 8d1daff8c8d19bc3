import { Hono, type Context } from 'hono';
import { species } from '../../generated/index.js';
import type { App } from '../../kernel/app.js';
import { isPosition, readStream } from '../../kernel/event-store.js';
import { waitFor } from '../../kernel/projector.js';
import { streamOf, until } from '../pets/events.js';
import { detailsAfter, type PetDetails } from '../projections/details.js';
import { ApiError, invalid, notFound } from './errors.js';
import { idOf } from './request.js';

/** Queries read read models, change nothing, and may lag; `?after=position` waits for a change. */
export const queryRoutes = ({ db }: App): Hono => {
  const routes = new Hono();

  const caughtUp = async (c: Context, model: string): Promise<void> => {
    const after = c.req.query('after');
    if (after === undefined) return;
    if (!isPosition(after)) throw invalid('after is a position that a command answered.');
    if (await waitFor(db, model, after)) return;
    throw new ApiError(503, 'not-caught-up', 'The read model has not seen this change yet.', 1);
  };

  routes.get('/api/queries/available-pets', async (c) => {
    await caughtUp(c, 'available_pets');
    const { species: kind, maxAge } = c.req.query();
    if (kind !== undefined && !species.is(kind))
      throw invalid('species is dog, cat, bird or rabbit.');
    if (maxAge !== undefined && !/^\d{1,3}$/.test(maxAge))
      throw invalid('maxAge is a number of years.');
    const pets = await db.sql`
      select p.id, p.name, p.species, p.age, s.name as shelter_name, p.photo_url,
        floor(extract(epoch from clock_timestamp() - p.available_since) / 86400)::integer as days_available
      from available_pets p left join shelters s on s.id = p.shelter_id
      where (${kind}::text is null or p.species = ${kind})
        and (${maxAge}::integer is null or p.age <= ${maxAge}::integer)
      order by p.available_since, p.id limit 20`;
    return c.json(pets);
  });

  routes.get('/api/queries/search-pets', async (c) => {
    await caughtUp(c, 'pet_search');
    const { q = '', species: kind, status, region } = c.req.query();
    const pets = await db.sql`select id, name, species, status, region from pet_search
      where position(lower(${q}) in lower(name)) > 0
        and (${kind}::text is null or species = ${kind})
        and (${status}::text is null or status = ${status})
        and (${region}::text is null or region = ${region})
      order by name, id limit 20`;
    return c.json(pets);
  });

  routes.get('/api/queries/adoption-history/:petId', async (c) => {
    const events = await readStream(db, streamOf(idOf(c, 'petId', 'pet')));
    if (events.length === 0) throw notFound('pet');
    return c.json(
      events.map(({ type, version, position, data, occurredAt: at, metadata }) => ({
        type,
        version,
        position,
        at,
        data,
        correlationId: metadata.correlationId,
      })),
    );
  });

  routes.get('/api/pets/:id', async (c) => {
    const id = idOf(c, 'id', 'pet');
    const at = c.req.query('at');
    const pet = at === undefined ? await current(c, id) : await past(id, at);
    if (pet === undefined) throw notFound('pet');
    return c.json(pet);
  });

  const current = async (c: Context, id: string): Promise<PetDetails | undefined> => {
    await caughtUp(c, 'pet_details');
    const row = await db.first<{ document: PetDetails }>`
      select document from pet_details where id = ${id}`;
    return row?.document;
  };

  /** Time travel: the same fold, over fewer events. */
  const past = async (id: string, at: string): Promise<PetDetails | undefined> => {
    const moment = new Date(at);
    if (Number.isNaN(moment.getTime()))
      throw invalid('at is a time, such as 2026-03-13T10:00:00Z.');
    const events = until(await readStream(db, streamOf(id)), moment);
    return events.reduce<PetDetails | undefined>(detailsAfter, undefined);
  };

  routes.get('/api/customers/:id', async (c) => {
    const id = idOf(c, 'id', 'customer');
    const customer = await db.first<object>`select name, email from customers where id = ${id}`;
    if (customer === undefined) throw notFound('customer');
    return c.json(customer);
  });
  return routes;
};
