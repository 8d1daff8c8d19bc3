import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic, Location } from '../../../src/diagnostic.js';
import { check } from '../../../src/pipeline.js';

const folder = 'fixtures/load';

describe.each(readdirSync(folder))('%s', (name) => {
  it('has the findings of diagnostics.txt', async () => {
    const cwd = join(folder, name);
    const { diagnostics } = await check('asyncapi.yaml', { cwd: join(process.cwd(), cwd) });
    const found = diagnostics.map((each) => `${print(each)}\n`).join('');
    const path = join(cwd, 'diagnostics.txt');
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(path, found);
    expect(found).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'no diagnostics.txt');
  });
});

const print = ({ code, message, at, help, related = [] }: Diagnostic): string =>
  [
    `${range(at)} ${code} ${message}`,
    ...(help === undefined ? [] : [`  help: ${help}`]),
    ...related.map((each) => `  ${range(each.at)} ${each.message}`),
  ].join('\n');

const range = ({ uri, line, column, endLine, endColumn }: Location): string =>
  `${uri}:${line}:${column}-${endLine}:${endColumn}`;
