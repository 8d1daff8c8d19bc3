import { createContext, Script } from 'node:vm';
import type { Context } from 'node:vm';
import type { Source } from '../load/source.js';

/** Says whether a text matches; nothing when nobody could wait for the answer. */
export type Pattern = (text: string) => boolean | undefined;

/**
 * A pattern of a document. Who wrote it may have meant harm, or not have known better: a match that
 * could take for ever is stopped, and a document that needs that often is not waited for any more.
 *
 * @returns nothing for what is no regular expression
 */
export function patternOf(source: Source, pattern: string): Pattern | undefined {
  const regex = regexOf(pattern);
  if (regex === undefined) return undefined;
  const length = harmlessLength(pattern);
  return (text) =>
    text.length <= length ? regex.test(text) : patienceFor(source).test(regex, text);
}

/** Draft-07 asks for ECMA-262; what Unicode mode refuses is taken without it. Nothing for no pattern. */
function regexOf(pattern: string): RegExp | undefined {
  for (const flags of ['u', ''])
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The next flags are tried; what no flags take is a fault of the schema.
    }
  return undefined;
}

/** Anchored, and nothing repeats but the last: each character is looked at once. */
const LINEAR = /^\^(?:\[(?:\\.|[^\]\\])+\]|\\[dswDSW.-]|[\w-])+(?:[*+?]|\{\d+(?:,\d*)?\})?\$$/;
/** Where there is more than one way to go on. */
const CHOICE = /[*+?|]|\{\d+,\d*\}/g;
/** A group that repeats, which a text can match in many ways, or a look back at what matched. */
const REPEATED_GROUP = /\)[*+{]|\\[1-9k]/;

/** Three choices cost the cube of a text's length, which is nothing up to here. */
const SHORT = 100;

/** The length up to which any text is matched in no time. */
function harmlessLength(pattern: string): number {
  if (LINEAR.test(pattern)) return Infinity;
  const choices = pattern.match(CHOICE)?.length ?? 0;
  return choices > 3 || REPEATED_GROUP.test(pattern) ? 0 : SHORT;
}

/** Milliseconds for one match; one that needs more would mostly need years. */
const LIMIT = 500;

/** Matches that may be stopped: of one pattern, and of all in a document. */
const MAX_STOPPED = { pattern: 2, document: 6 };

const patiences = new WeakMap<Source, Patience>();

function patienceFor(source: Source): Patience {
  const patience = patiences.get(source) ?? new Patience();
  patiences.set(source, patience);
  return patience;
}

class Patience {
  readonly #stopped = new Map<string, number>();
  #all = 0;

  test(regex: RegExp, text: string): boolean | undefined {
    const stopped = this.#stopped.get(regex.source) ?? 0;
    if (stopped >= MAX_STOPPED.pattern || this.#all >= MAX_STOPPED.document) return undefined;
    const answer = withinLimit(() => regex.test(text));
    if (answer !== undefined) return answer;
    this.#stopped.set(regex.source, stopped + 1);
    this.#all++;
    return undefined;
  }
}

let room: { readonly context: Context; readonly script: Script } | undefined;

/** The engine breaks off what it runs for `vm`, also inside of a regular expression. */
function withinLimit(test: () => boolean): boolean | undefined {
  room ??= { context: createContext({}), script: new Script('test()') };
  room.context['test'] = test;
  try {
    return room.script.runInContext(room.context, { timeout: LIMIT }) as boolean;
  } catch (error) {
    // It belongs to the other context: it is no instance of our Error.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === TIMEOUT)
      return undefined;
    throw error;
  }
}

const TIMEOUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';
