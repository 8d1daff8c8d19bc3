/** The words of a name, whatever style it is written in: `PetAdopted`, `pet_adopted`, `HTTPFailed`. */
export const splitWords = (name: string): readonly string[] =>
  name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\d+/gu) ?? [];

/** Ends of a name that say what it is called in code, and nothing of what happened. */
const suffixes = new Set([
  'event',
  'events',
  'message',
  'msg',
  'payload',
  'notification',
  'dto',
  'body',
  'data',
  'record',
]);

/** A version, or a number: `v2`, `2`. */
const isVersion = (word: string): boolean => /^v?\d+$/i.test(word);

/**
 * The words that say what happened: the last part of a dotted name, without a version and without
 * `Event` and the like at the end. `com.pets.PetAdoptedEvent.v2` gives `Pet`, `Adopted`.
 */
export function meaningfulWords(name: string): readonly string[] {
  const segments = name.split(/[./:#]/).filter((segment) => segment !== '');
  const parts = segments.filter((segment) => !isVersion(segment));
  const last = splitWords(parts.at(-1) ?? '');
  const words =
    parts.length > 1 && last.length === 1 ? [...splitWords(parts.at(-2) ?? ''), ...last] : last;
  return withoutSuffixes(words);
}

function withoutSuffixes(words: readonly string[]): readonly string[] {
  const last = words.at(-1)?.toLowerCase() ?? '';
  const before = words.at(-2) ?? '';
  const isNumber = isVersion(last) || (/^\d+$/.test(last) && before.toLowerCase() === 'v');
  if (words.length > 1 && (suffixes.has(last) || isNumber || last === 'v'))
    return withoutSuffixes(words.slice(0, -1));
  return words;
}
