import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { emitDocs } from '../../src/outputs/docs/index.js';
import { slug } from '../../src/outputs/docs/anchors.js';
import { inProject } from '../support/paths.js';
import { modelOfDocument } from './model-of.js';

const FOLDER = inProject('fixtures/docs');

const pagesOf = async (name: string): Promise<Record<string, string>> => {
  const document = readFileSync(join(FOLDER, name, 'asyncapi.yaml'), 'utf8');
  const files = await emitDocs(modelOfDocument(document), 'asyncapi.yaml');
  return Object.fromEntries(files.map(({ path, text }) => [basename(path), text]));
};

const expectedOf = (name: string): Record<string, string> => {
  const folder = join(FOLDER, name, 'expected');
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
};

describe.each(readdirSync(FOLDER))('the reference of %s', (name) => {
  test('is as expected', async () => {
    const pages = await pagesOf(name);
    if (process.env['UPDATE_EXPECTED'] !== undefined) {
      mkdirSync(join(FOLDER, name, 'expected'), { recursive: true });
      for (const [file, text] of Object.entries(pages))
        writeFileSync(join(FOLDER, name, 'expected', file), text);
    }
    expect(pages).toEqual(expectedOf(name));
  });

  test('is what Prettier would print', async () => {
    for (const text of Object.values(await pagesOf(name)))
      expect(await format(text, { parser: 'markdown' })).toBe(text);
  });

  test('has a heading for every link', async () => {
    const pages = await pagesOf(name);
    const anchors = Object.entries(pages).flatMap(([file, text]) =>
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => `${file}#${slug(title)}`),
    );
    const links = Object.values(pages).flatMap((text) =>
      [...text.matchAll(/\]\(((?:README|messages|schemas)\.md#[^)]*)\)/g)].map(
        ([, target = '']) => target,
      ),
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((target) => !anchors.includes(target))).toEqual([]);
  });
});
