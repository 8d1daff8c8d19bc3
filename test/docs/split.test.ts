import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { document } from '../../bench/lib/document.js';
import { anchors } from '../../src/outputs/docs/anchors.js';
import { emitDocs } from '../../src/outputs/docs/index.js';
import { modelOfDocument } from './model-of.js';

type Pages = ReadonlyMap<string, string>;

const pagesOf = async (text: string): Promise<Pages> =>
  new Map(
    (await emitDocs(modelOfDocument(text), 'asyncapi.yaml')).map((file) => [
      basename(file.path),
      file.text,
    ]),
  );

/** GitHub shows no Markdown that is longer. */
const GITHUB = 512 * 1024;

const anchorsOf = (text: string): string[] =>
  anchors([...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title));

/** Links to places that are not there. */
function brokenLinks(pages: Pages): string[] {
  const places = new Set(
    [...pages].flatMap(([name, text]) => [name, ...anchorsOf(text).map((id) => `${name}#${id}`)]),
  );
  return [...pages.values()].flatMap((text) =>
    [...text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)]
      .map(([, target = '']) => decodeURI(target))
      .filter((target) => !places.has(target)),
  );
}

/** One component schema that every message shares is as long as asked for. */
const withSharedSchemas = (count: number): string => {
  const schema = (at: number): string =>
    `    Shared${at}:\n      description: ${'word '.repeat(300)}\n` +
    `      properties:\n        next: { $ref: '#/components/schemas/Shared${(at + 1) % count}' }\n`;
  return `${document(3)}${Array.from({ length: count }, (_, at) => schema(at)).join('')}`.replace(
    'properties:\n        id:',
    "properties:\n        shared: { $ref: '#/components/schemas/Shared0' }\n        id:",
  );
};

describe('a reference that is too long for a page', () => {
  test.each([
    ['messages', document(300)],
    ['channels', document(2400)],
    ['schemas', withSharedSchemas(400)],
  ])(
    'has several pages of %s, which GitHub shows, with links that lead somewhere',
    async (kind, text) => {
      const pages = await pagesOf(text);
      const names = [...pages.keys()].filter((name) => name.startsWith(`${kind}-`));
      expect(names.length).toBeGreaterThan(1);
      for (const [name, page] of pages) expect(Buffer.byteLength(page), name).toBeLessThan(GITHUB);
      expect(brokenLinks(pages)).toEqual([]);
    },
  );

  test('has an index that leads to all of them', async () => {
    const pages = await pagesOf(document(300));
    const linked = [...(pages.get('messages.md') ?? '').matchAll(/\(([^)]+\.md)\)/g)];
    expect(linked.map(([, name]) => name)).toEqual(
      [...pages.keys()].filter((name) => name.startsWith('messages-')),
    );
  });

  test('keeps the names of its pages, and all but one as they are, when a message is added', async () => {
    const [before, after] = [await pagesOf(document(300)), await pagesOf(document(301))];
    const texts = (pages: Pages): [string, string][] =>
      [...pages].map(([name, text]) => [name, text.replaceAll(/Synthetic 30[01]/g, 'Synthetic')]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const old = new Map(texts(before));
    const changed = texts(after).filter(([name, text]) => old.get(name) !== text);
    expect(changed.map(([name]) => name)).toEqual([
      'README.md',
      'messages.md',
      'messages-event3.md',
    ]);
  });

  test('stays on one page where it fits', async () => {
    expect([...(await pagesOf(document(100))).keys()]).toEqual(['README.md', 'messages.md']);
  });
});
