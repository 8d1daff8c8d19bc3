import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { inProject } from '../support/paths.js';

const sample = (...parts: readonly string[]): string =>
  inProject('templates/samples/petstore', ...parts);
const read = (path: string): string => readFileSync(sample(path), 'utf8');
const pages = ['README.md', ...readdirSync(sample('docs')).map((name) => `docs/${name}`)];
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, path = '']) => path);

describe.each(pages)('%s of the PetStore', (page) => {
  const text = read(page);

  test('leads to pages that exist', () => {
    const links = found(text, /\]\(([^)#]+\.md)\)/g).map((link) => join(dirname(page), link));
    expect(links.filter((link) => !existsSync(sample(link)))).toEqual([]);
  });

  test('names files that exist', () => {
    const paths = found(text, /`((?:src|test)\/[\w./-]+)`/g);
    const generated = (path: string) => path.startsWith('src/generated');
    const missing = paths.filter((path) => !generated(path) && !existsSync(sample(path)));
    expect(missing.filter((path) => path !== 'src/services/newsletter.ts')).toEqual([]);
  });

  test('asks for commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const wanted = found(text, /npm run ([\w-]+)/g);
    expect(wanted.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

test('every page is reached from the README', () => {
  const links = found(read('README.md'), /\]\((docs\/[^)]+)\)/g);
  expect([...links].sort()).toEqual(pages.slice(1).sort());
});

describe('compose.yaml', () => {
  const { services } = load(read('compose.yaml')) as {
    services: Record<string, { image: string; ports: readonly string[]; healthcheck: object }>;
  };
  const all = Object.values(services);

  test('has fixed versions, and ports for this machine only', () => {
    for (const { image, ports, healthcheck } of all) {
      expect(image).toMatch(/:\d+(\.\d+)*(-\w+)*$/);
      expect(healthcheck).toBeDefined();
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    }
  });

  test('has the Kafka that we test with, and is the only place with versions', () => {
    const brokers = readFileSync(inProject('test/brokers/kafka.mjs'), 'utf8');
    const tested = /4: '([\d.]+)'/.exec(brokers)?.[1] ?? '';
    expect(services['kafka']?.image).toBe(`apache/kafka:${tested}`);
    const text = pages.map(read).join('\n');
    expect(all.filter(({ image }) => text.includes(image))).toEqual([]);
  });
});
