import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { petevents } from '../support/cli.js';
import { scratch } from '../support/paths.js';
import { Shop } from './shop.js';

vi.setConfig({ testTimeout: 120_000 });

interface Document {
  readonly channels: Readonly<Record<string, { readonly address: string | null }>>;
  readonly operations: Readonly<Record<string, unknown>>;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly summary: string; payload: object }>>;
  };
}

describe('the documents of the PetStore', () => {
  const cwd = scratch('contracts');
  const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
  const document = (path: string): Document => load(read(path)) as Document;

  beforeAll(async () => {
    await petevents(['init', '.', '--sample', 'petstore'], { cwd });
  });

  test('ci: a change of the document that the code does not follow fails the check, by name', async () => {
    expect(await petevents(['generate', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
    const system = read('system.asyncapi.yaml');
    writeFileSync(
      join(cwd, 'system.asyncapi.yaml'),
      system.replace('required: [petId, species, timestamp]', 'required: [petId, species]'),
    );
    const changed = await petevents(['generate', '--check'], { cwd });
    expect(changed.exitCode).toBe(1);
    expect(changed.stdout + changed.stderr).toContain('pet-available.ts');
    writeFileSync(join(cwd, 'system.asyncapi.yaml'), system);
    expect(await petevents(['generate', '--check'], { cwd })).toMatchObject({ exitCode: 0 });
  });

  test('docs: the catalog of events tells every channel, operation and message, and what each is for', () => {
    const { channels, operations, components } = document('system.asyncapi.yaml');
    const catalog = read('src/generated/docs/README.md');
    for (const { address } of Object.values(channels)) {
      if (address !== null) expect(catalog).toContain(`### \`${address}\``);
    }
    for (const name of Object.keys(operations)) expect(catalog).toContain(`\`${name}\``);
    const messages = read('src/generated/docs/messages.md');
    for (const [name, { summary }] of Object.entries(components.messages)) {
      expect(messages).toContain(`## ${name}\n`);
      expect(messages).toContain(summary);
    }
  });

  describe('and a PetStore', () => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await Shop.open();
    });
    afterAll(() => shop.close());

    test('ci: what the system sends is what the public contract promises', async () => {
      const { petId } = await shop.register('Contract', { age: 3 });
      const ended = await shop.followed(await shop.order(petId));
      expect(ended.status).toBe('completed');
      await shop.settled();
      const { channels, components } = document('asyncapi.yaml');
      const sent = await shop.rows<{ type: string; address: string; body: object }>(
        `select event_type as type, address, convert_from(payload, 'UTF8')::jsonb as body
         from event_outbox`,
      );
      const ajv = new Ajv2020({ strict: false });
      addFormats.default(ajv);
      const addresses = Object.values(channels).map(({ address }) => address);
      for (const [type, { payload }] of Object.entries(components.messages)) {
        const ours = sent.filter((one) => one.type === type);
        expect(ours.length, type).toBeGreaterThan(0);
        for (const { address, body } of ours) {
          expect(addresses).toContain(address);
          const fits = ajv.validate(payload, body);
          expect(ajv.errorsText(), JSON.stringify(body)).toBe('No errors');
          expect(fits).toBe(true);
        }
      }
    });
  });
});
