import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inProject, scratch } from '../support/paths.js';
import { Fleet } from './fleet.js';
import { soon } from './shop.js';
import { Visitor } from './visitor.js';

vi.setConfig({ testTimeout: 180_000 });

const folder = scratch('recipe');
const fleet = new Fleet({
  sample: { folder, remove: () => undefined },
  transport: 'memory',
  env: { PORT: '0', DATA_FOLDER: join(folder, 'data') },
});

/** `docs/choreography.md`, "Recipe: one more service", word by word. */
const newsletter = `
import type { Service } from '../kernel/service.js';

export const startNewsletter = (service: Service): Promise<void> =>
  service.subscribe({
    subscribePetAvailable: (message) =>
      service.once(message, async (tx) => {
        await tx.query(
          \`insert into mailbox (adoption_id, kind, recipient, subject)
           values ($1, 'newsletter', 'all@example.com', $2)\`,
          [message.payload.petId, \`A \${message.payload.species} waits for you\`],
        );
      }),
  });
`;

const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}: mend the recipe`);
  writeFileSync(join(folder, path), text.replace(from, to));
};

beforeAll(() => {
  const sample = inProject('templates/samples/petstore');
  for (const path of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(join(sample, path), join(folder, path), { recursive: true });
  }
  mkdirSync(join(folder, 'test'));
  writeFileSync(join(folder, 'src/services/newsletter.ts'), newsletter);
  edit('src/config.ts', "  'analytics',\n", "  'analytics',\n  'newsletter',\n");
  const started = 'analytics: startAnalytics,\n';
  edit('src/services/index.ts', started, `${started}  newsletter: startNewsletter,\n`);
  const imported = "import { startEmail } from './email.js';\n";
  const added = "import { startNewsletter } from './newsletter.js';\n";
  edit('src/services/index.ts', imported, `${imported}${added}`);
  execFileSync(process.execPath, [inProject('node_modules/typescript/bin/tsc')], { cwd: folder });
}, 180_000);

afterAll(async () => {
  await fleet.end();
  rmSync(folder, { recursive: true, force: true });
});

test('recipe: a new consumer of what is published already: one file, its name and its start', async () => {
  const { output } = await fleet.start();
  const url = /http:\/\/localhost:\d+/.exec(output.join(''))?.[0] ?? '';
  const visitor = new Visitor(url);
  const { petId } = await visitor.register('Rosa');
  const mails = async () => (await visitor.get<object[]>('/api/mailbox')).body;
  await expect
    .poll(mails, soon)
    .toMatchObject([{ adoptionId: petId, kind: 'newsletter', subject: 'A cat waits for you' }]);
});
