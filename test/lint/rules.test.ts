/**
 * Each rule has a folder in `fixtures/lint`: a good document, a bad one, and what is found in it.
 * Its page in `docs/rules` is written from both.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { load } from '../../src/load/load.js';
import { lint } from '../../src/lint/lint.js';
import { rulePage } from '../../src/lint/page.js';
import type { Rule } from '../../src/lint/rule.js';
import { rules } from '../../src/lint/rules/index.js';
import { defaultSettings } from '../../src/lint/settings.js';
import { validate } from '../../src/validate/validate.js';
import { inProject } from '../support/paths.js';

const isUpdate = process.env['UPDATE_EXPECTED'] === '1';
const fixtures = inProject('fixtures', 'lint');
async function find(rule: Rule, name: string) {
  const { value, diagnostics } = await load(`${name}.yaml`, { cwd: `${fixtures}/${rule.id}` });
  expect(diagnostics).toEqual([]);
  const errors = validate(value!).diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors, 'the fixture is a valid document').toEqual([]);
  const { diagnostics: found } = lint(value!, {
    ...defaultSettings,
    preset: rule.id.startsWith('ignore/') ? 'recommended' : 'minimal', // what is ignored must be found
    rules: { [rule.id]: { level: rule.strict } },
  });
  return found
    .filter(({ code }) => code === rule.id)
    .map(({ code, severity, message, at }) => ({
      ...{ code, severity, line: at.line, column: at.column, message },
    }));
}

/** Compares a file with what it should hold, or writes it. */
function expectFile(path: string, content: string): void {
  if (isUpdate) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  expect(existsSync(path), `${path} is missing: run npm run test:update`).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(content);
}

describe('rules of lint', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s', async (_id, rule) => {
    const folder = `${fixtures}/${rule.id}`;
    expect(existsSync(folder), `${folder}: each rule has a fixture`).toBe(true);
    expect(await find(rule, 'good')).toEqual([]);
    const findings = await find(rule, 'bad');
    expect(findings).not.toEqual([]);
    expectFile(`${folder}/expected.json`, `${JSON.stringify(findings, null, 2)}\n`);
    const [good, bad] = ['good', 'bad'].map((name) =>
      readFileSync(`${folder}/${name}.yaml`, 'utf8'),
    );
    const page = rulePage(rule, { good: good!, bad: bad!, findings });
    const path = inProject('docs', 'rules', `${rule.id}.md`);
    const options = await resolveConfig(path);
    expectFile(path, await format(page, { ...options, filepath: path }));
  });

  it('has no folder and no page without a rule', () => {
    const ids = new Set(rules.map(({ id }) => id));
    const left = ['fixtures/lint', 'docs/rules'].flatMap((root) =>
      readdirSync(inProject(root), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) =>
          readdirSync(inProject(root, name)).map((file) => `${name}/${file.replace(/\.md$/, '')}`),
        ),
    );
    expect(left.filter((id) => !ids.has(id as Rule['id']))).toEqual([]);
  });

  it('names each rule once', () => {
    expect(rules.map(({ id }) => id)).toEqual([...new Set(rules.map(({ id }) => id))]);
  });
});
