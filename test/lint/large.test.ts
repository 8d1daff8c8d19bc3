import { expect, test } from 'vitest';
import { lint } from '../../src/lint/lint.js';
import { defaultSettings } from '../../src/lint/settings.js';
import { loadText } from '../../src/load/load.js';

const MESSAGES = 3000;

/** A channel that everything goes over, as some have it. */
const oneChannel = (): string => {
  const indexes = Array.from({ length: MESSAGES }, (_, index) => index);
  return [
    'asyncapi: 3.0.0\ninfo: { title: a, version: 1.0.0 }\nchannels:\n  all:\n    messages:\n',
    ...indexes.map((i) => `      M${i}: { $ref: '#/components/messages/M${i}' }\n`),
    `operations: { tell: { action: send, channel: { $ref: '#/channels/all' } } }\n`,
    'components:\n  schemas: { Any: { type: object } }\n  messages:\n',
    ...indexes.map((i) => `    M${i}: { payload: { $ref: '#/components/schemas/Any' } }\n`),
  ].join('');
};

test('messages of one channel cost their number, not its square', () => {
  const source = loadText(oneChannel(), 'a.yaml', { cwd: '/' }).value;
  const start = process.cpuUsage();
  const { diagnostics } = lint(source!, { ...defaultSettings, preset: 'strict' });
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(5);
  const twins = diagnostics.filter(({ code }) => code === 'channel/messages-distinct');
  expect(twins).toHaveLength(MESSAGES - 1);
});
