import { describe, expect, test } from 'vitest';
import { ignoreComments } from '../../src/lint/comments.js';
import { parse } from '../../src/load/parse.js';

const read = (text: string) => {
  const { file } = parse({ id: '/a.yaml', uri: 'a.yaml' }, text);
  return ignoreComments(file).map(({ line, target, rules, reason }) => ({
    ...{ line, target, reason },
    ids: rules.map(({ id, column }) => `${id}@${column}`),
  }));
};

describe('comments that hide findings', () => {
  test('one that stands alone is about the next line with content', () => {
    expect(read('a:\n  # petevents-ignore x/y: why\n\n  # another\n  b: 1\n')).toEqual([
      { line: 2, target: 5, reason: 'why', ids: ['x/y@22'] },
    ]);
  });

  test('one behind content is about its own line, and names several rules', () => {
    expect(read('a: 1 # petevents-ignore x/y, z/w: so it is: for now\n')).toEqual([
      { line: 1, target: 1, reason: 'so it is: for now', ids: ['x/y@25', 'z/w@30'] },
    ]);
  });

  test('one without a reason has none', () => {
    expect(read('a: 1 # petevents-ignore x/y\n')).toMatchObject([{ reason: '', ids: ['x/y@25'] }]);
  });

  test.each([
    "a: 'b # petevents-ignore x/y: why'\n",
    'a: |\n  b\n  # petevents-ignore x/y: why\n',
    'a: "b\n  # petevents-ignore x/y: why"\n',
    'a: b#petevents-ignore x/y: why\n',
    '# petevents-ignored x/y\na: 1\n',
    '{"a": "# petevents-ignore x/y"}\n',
  ])('%j has no comment', (text) => {
    expect(read(text)).toEqual([]);
  });

  test('all line breaks count', () => {
    expect(read('a: 1\r\nb: 2 # petevents-ignore x/y: why\rc: 3\n')).toMatchObject([{ line: 2 }]);
  });
});
