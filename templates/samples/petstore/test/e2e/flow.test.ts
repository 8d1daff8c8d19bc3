import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readConfig, transports } from '../../src/config.js';
import { ada, PetStoreApi } from '../../src/demo/api.js';
import { startPetStore } from '../../src/main.js';
import type { PetStore } from '../../src/main.js';

/** Why a transport cannot be tried here. */
const missing = {
  memory: false,
  kafka: process.env['KAFKA_BROKERS'] === undefined && 'KAFKA_BROKERS is not set',
  amqp: process.env['AMQP_URL'] === undefined && 'AMQP_URL is not set',
} as const;

for (const transport of transports) {
  describe(`the whole flow over ${transport}`, { skip: missing[transport] }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'petstore-'));
    let petstore: PetStore;
    let api: PetStoreApi;

    before(async () => {
      const env = { LOG_LEVEL: 'silent', RETRY_DELAY: '100', ...process.env };
      const own = { PORT: '0', DATA_FOLDER: join(folder, 'data') };
      petstore = await startPetStore(readConfig(['--transport', transport], { ...env, ...own }));
      api = new PetStoreApi(petstore.url ?? '', () => undefined);
    });

    after(async () => {
      await petstore.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('a pet is registered, seen at once, adopted by the saga, and the customer has mail', async () => {
      const pet = { name: 'Buddy', species: 'dog', age: 2 };
      const { petId, position } = await api.post<{ petId: string; position: string }>(
        '/api/commands/register-pet',
        pet,
      );
      const seen = await api.get<{ status: string }>(`/api/pets/${petId}?after=${position}`);
      assert.equal(seen.status, 'available');

      const { status, steps, certificateUrl } = await api.adopt(petId);
      assert.equal(status, 'completed');
      assert.deepEqual([...new Set(steps.map(({ state }) => state))], ['done']);
      assert.equal((await fetch(certificateUrl ?? '')).status, 200);

      const { adoptionId = '' } = await api.until<{ adoptionId?: string }>(
        `/api/pets/${petId}`,
        (details) => details.adoptionId !== undefined,
      );
      await api.mail(adoptionId, 'confirmation');
      await api.mail(adoptionId, 'welcome');
    });

    test('an order that is repeated is done once and answered the same', async () => {
      const headers = {
        'content-type': 'application/json',
        'Idempotency-Key': crypto.randomUUID(),
      };
      const body = JSON.stringify({ name: 'Rex', species: 'dog' });
      const order = async (): Promise<unknown> => {
        const options = { method: 'POST', headers, body };
        return (await fetch(`${petstore.url ?? ''}/api/commands/register-pet`, options)).json();
      };
      const answer = await order();
      assert.deepEqual(await order(), answer);
    });

    test('without a saga the services react to the adoption, each on its own', async () => {
      const petId = await api.register('Luna');
      await api.post('/api/commands/adopt-pet', { petId, customerId: ada });
      const { adoptionId = '' } = await api.until<{ adoptionId?: string }>(
        `/api/pets/${petId}`,
        (details) => details.adoptionId !== undefined,
      );
      await api.mail(adoptionId, 'welcome');
    });
  });
}
