export interface Mutation {
  readonly name: string;
  readonly value: unknown;
}

/** A small seeded generator: the same mutations on every run. */
export function random(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    const mixed = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

type Key = string | number;
type Holder = Record<Key, unknown>;

/** Every node below the root, as the path to it; examples and the like are of no interest. */
function paths(value: unknown, path: readonly Key[] = []): (readonly Key[])[] {
  if (typeof value !== 'object' || value === null || path.length > 12) return [];
  const keys: readonly Key[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const below = [...path, key];
    return [below, ...paths((value as Holder)[key], below)];
  });
}

const replacements: readonly unknown[] = [
  'text',
  7,
  -1,
  1.5,
  true,
  null,
  [],
  {},
  ['a', 'a'],
  [{}],
  { $ref: '#/info' },
];

const operations = ['delete', 'rename', 'retype', 'add'] as const;

/** The document itself, and copies of it with one node deleted, renamed, retyped or added. */
export function mutations(value: unknown, seed: string, count: number): readonly Mutation[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const all = paths(value);
  const made: Mutation[] = [{ name: 'as it is', value }];
  for (let index = 0; index < count && all.length > 0; index++) {
    const path = pick(all);
    const copy = structuredClone(value);
    const holder = path.slice(0, -1).reduce((at, key) => (at as Holder)[key], copy) as Holder;
    made.push({ name: change(holder, path, pick), value: copy });
  }
  return made;
}

function change(holder: Holder, path: readonly Key[], pick: <T>(list: readonly T[]) => T): string {
  const key = path.at(-1)!;
  const where = path.join('/');
  const operation = Array.isArray(holder) ? 'retype' : pick(operations);
  switch (operation) {
    case 'delete':
      Reflect.deleteProperty(holder, key);
      return `delete ${where}`;
    case 'rename': {
      const name = pick([`${String(key)}s`, `x-${String(key)}`, 'b d', `x-b d`]);
      holder[name] = holder[key];
      Reflect.deleteProperty(holder, key);
      return `rename ${where} to ${name}`;
    }
    case 'retype': {
      const replacement = pick(replacements);
      holder[key] = replacement;
      return `set ${where} to ${JSON.stringify(replacement)}`;
    }
    case 'add': {
      holder['unknown'] = 1;
      return `add unknown beside ${where}`;
    }
  }
}
