import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop, soon } from './shop.js';
import { ada } from './visitor.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;

/** Whether OpenTelemetry is there or not: W3C Trace Context is a header like others. */
describe('a trace that a request brings', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open();
  }, 60_000);
  afterAll(() => shop.close());

  test('goes through the saga, the stored event, and what is published of it', async () => {
    const { petId } = await shop.register('Traced');
    await shop.post('/api/adoptions', { petId, customerId: ada }, { traceparent });
    const inStore = `select distinct type from events
      where metadata->>'traceparent' like $1 and stream = $2 order by type`;
    const wanted = [{ type: 'PetAdopted' }, { type: 'PetReserved' }];
    await shop.expectRows(inStore, wanted, [`%${trace}%`, `pet-${petId}`]);
    const sent = `select distinct event_type from event_outbox where headers->>'traceparent' like $1`;
    await expect
      .poll(
        async () =>
          (await shop.rows<{ event_type: string }>(sent, [`%${trace}%`])).map(
            (row) => row.event_type,
          ),
        soon,
      )
      .toEqual(
        expect.arrayContaining([
          'ReservePet',
          'ChargeFee',
          'PetAdopted',
          'AdoptionCompleted',
          'ShelterNotified',
        ]),
      );
  }, 120_000);

  test('that is none is left out', async () => {
    const { petId } = await shop.register('Untraced');
    const { status } = await shop.post(
      '/api/commands/vaccinate-pet',
      { petId, vaccine: 'rabies' },
      { traceparent: 'nonsense' },
    );
    expect(status).toBe(200);
    const none = `select metadata ? 'traceparent' as traced from events where stream = $1`;
    await shop.expectRows(none, [{ traced: false }, { traced: false }], [`pet-${petId}`]);
  }, 60_000);
});
