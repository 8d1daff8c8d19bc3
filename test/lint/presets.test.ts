/**
 * Presets are frozen by the version of the configuration: an upgrade of petevents must not break a
 * build. What is in `fixtures/lint/presets-v1.json` may not change once version 1 is released; a new
 * rule is off in it, and joins the presets of version 2.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/lint/config-schema.js';
import { levelled } from '../../src/lint/levelled.js';
import { rules } from '../../src/lint/rules/index.js';
import { addOns, presetLevel, presets } from '../../src/lint/settings.js';
import { inProject } from '../support/paths.js';

const isUpdate = process.env['UPDATE_EXPECTED'] === '1';

async function expectFile(path: string, value: unknown): Promise<void> {
  const options = await resolveConfig(path);
  const text = await format(JSON.stringify(value), { ...options, filepath: path });
  if (isUpdate) writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
}

test('presets of version 1 stay as they are', async () => {
  const on = (level: (rule: (typeof rules)[number] | (typeof levelled)[number]) => string) =>
    Object.fromEntries(
      [...rules, ...levelled]
        .map((rule) => [rule.id, level(rule)] as const)
        .filter(([, each]) => each !== 'off')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const levels = Object.fromEntries([
    ...presets.map((preset) => [preset, on((rule) => presetLevel(rule, preset, []))]),
    ...addOns.map((addOn) => [
      `minimal with ${addOn}`,
      on((rule) => presetLevel(rule, 'minimal', [addOn])),
    ]),
  ]) as unknown;
  await expectFile(inProject('fixtures/lint/presets-v1.json'), levels);
});

test('the published schema is the one that petevents.yaml is held against', async () => {
  await expectFile(inProject('docs/petevents.schema.json'), configSchema());
});
