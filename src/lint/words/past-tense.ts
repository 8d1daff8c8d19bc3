import { irregularPasts, participles } from './irregular.js';
import { verbs } from './verbs.js';

/** Words that end in `-ed` and are no past: nouns, adjectives, and verbs in their base form. */
const notPast = new Set(
  `need feed speed bed seed breed weed deed reed steed greed creed exceed proceed succeed embed
  red led shed sled bleed heed indeed hundred sacred naked wicked rugged jagged aged kindred hatred
  biped moped infrared ed overspeed newsfeed linseed coed imbed toolshed watershed
  zed ted ned fred`
    .trim()
    .split(/\s+/),
);

/** Words behind a verb that belong to it: signed **up**, checked **out**. */
const particles = new Set(
  `up in out on off down over away back through along around forward again late early successfully
  manually automatically partially`
    .trim()
    .split(/\s+/),
);

/** Past forms that are also base forms or nouns, and count where they end a name: `ConfigSet`. */
const onlyAtTheEnd = new Set(
  `set put cut hit let cost bet bid burst cast quit rid shut split spread input output reset offset
  upset read run come become overcome left found ground saw lay lie broadcast forecast hurt unset
  rerun reread misread outbid wound felt bore`
    .trim()
    .split(/\s+/),
);

/** Whether a word is the past of a verb. @param isLast - it ends the name, particles aside */
export function isPast(word: string, isLast: boolean): boolean {
  const lower = word.toLowerCase();
  if (notPast.has(lower)) return false;
  if (irregularPasts.has(lower)) return isLast || !onlyAtTheEnd.has(lower);
  return /[a-z]{2}ed$/.test(lower);
}

/** Whether the words of a name tell something that happened. */
export function tellsAFact(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !particles.has(word.toLowerCase()));
  if (end === 0 && words.length === 1) return isPast(words[0] ?? '', false);
  return words.some((word, index) => isPast(word, index === end && end > 0));
}

/** Verbs that are things as often, and then begin the name of one: `OrderStatus`, `LightState`. */
const alsoThings = new Set(
  `order book bill issue record report ship store train light list plan plug test queue rate invoice
  claim log link load post vote watch lock scale tag view track patch poll mount bet bid cost deal
  cut hit feed input output offset set ring saw wind wound wake rose broadcast forecast lead`
    .trim()
    .split(/\s+/),
);

/** The base form that a name begins with, when it is an order: `PlaceOrder` gives `place`. */
export function orderedVerb(words: readonly string[]): string | undefined {
  const first = words[0]?.toLowerCase() ?? '';
  return words.length > 1 && (verbs.has(first) || participles.has(first)) ? first : undefined;
}

/** Verbs of one syllable, or with the stress on the last one, that double their last letter. */
const doubling =
  /^(?:[^aeiou]*[aeiou][bdgklmnprtv]|commit|submit|permit|refer|prefer|transfer|defer|occur|allot|admit|omit|equip|control|patrol|cancel|label|travel)$/;

/** The past participle of a verb: `place` gives `placed`, `send` gives `sent`. */
export function pastOf(verb: string): string {
  const irregular = participles.get(verb);
  if (irregular !== undefined) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return doubling.test(verb) ? `${verb}${verb.at(-1) ?? ''}ed` : `${verb}ed`;
}

/** An order turned into a fact: `Place`, `Order` give `OrderPlaced`. */
export function asFact(words: readonly string[]): string | undefined {
  const verb = orderedVerb(words);
  if (verb === undefined || alsoThings.has(verb)) return undefined;
  return [...words.slice(1), pastOf(verb)].map(capital).join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
