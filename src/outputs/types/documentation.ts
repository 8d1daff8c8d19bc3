import { comment } from '../../emit/comment.js';
import type { Doc, JsonSchema, Schema } from '../../model/model.js';
import { facts, tags } from './facts.js';

/** Facts stand on the description's own line up to this width. */
const ONE_LINE = 90;

/** The doc comment of a property, as lines. `notes`: sentences of ours. */
export function propertyComment(
  name: string,
  schema: JsonSchema,
  notes: readonly string[] = [],
): string[] {
  if (typeof schema === 'boolean' || schema.$ref !== undefined) return comment([notes.join(' ')]);
  const prose = [unlessName(schema.title, name), schema.description];
  return comment([...withFacts(prose, [...facts(schema), ...notes]), tagParagraph(tags(schema))]);
}

/**
 * The doc comment of a declaration, as lines.
 * @param doc the prose of whatever the schema stands for, when it has none of its own
 */
export function declarationComment({ names, doc, json }: Schema, other: Doc | undefined): string[] {
  const own = prose(doc, names.type);
  const text = own.length > 0 || other === undefined ? own : prose(other, names.type);
  const deprecated = doc.deprecated === true || other?.deprecated === true;
  if (typeof json === 'boolean' || json.$ref !== undefined) {
    return comment([...text, tagParagraph(deprecated ? ['@deprecated'] : [])]);
  }
  const marks = tags(json, deprecated || json.deprecated === true);
  return comment([...withFacts(text, facts(json)), tagParagraph(marks)]);
}

/** A doc comment of prose alone, as lines. */
export const proseComment = (doc: Doc, name: string, note?: string): string[] =>
  comment([...prose(doc, name), note, doc.deprecated === true ? '@deprecated' : undefined]);

const prose = ({ title, summary, description }: Doc, name: string): string[] => [
  ...new Set([unlessName(title, name), summary, description].filter(isText)),
];

const isText = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '';

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A title that repeats the name tells the reader nothing. */
const unlessName = (title: string | undefined, name: string): string | undefined =>
  title !== undefined && letters(title) === letters(name) ? undefined : title;

/** One line of prose takes the facts in; longer prose gets them as a paragraph. */
function withFacts(given: readonly (string | undefined)[], said: readonly string[]): string[] {
  const text = [...new Set(given.filter(isText).map((paragraph) => paragraph.trim()))];
  const sentence = said.join(' ');
  const [only, second] = text;
  if (sentence === '') return text;
  if (only === undefined || second !== undefined) return [...text, sentence];
  const joined = `${closed(only)} ${sentence}`;
  return joined.length <= ONE_LINE && !/[\n\r\u2028\u2029]/.test(only)
    ? [joined]
    : [only, sentence];
}

const closed = (text: string): string => (/[.!?:;…。)`]$/u.test(text) ? text : `${text}.`);

const tagParagraph = (lines: readonly string[]): string => lines.join('\n');
