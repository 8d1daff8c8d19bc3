import type { Summary } from '../../verify/summary.js';
import { printable } from '../printable.js';

/** Reasons and fields that are listed. */
const MAX_LISTED = 20;

/** What a run learned, for people: one line, and where there is more to say, lists below it. */
export function summaryText(summary: Summary): string {
  const { messages, valid, invalid, unchecked, reasons, unknownFields, withheld } = summary;
  const outcomes = `${number(valid)} valid, ${number(invalid)} invalid`;
  const others = unchecked === 0 ? '' : `, ${number(unchecked)} not checked`;
  const sum = `${counted(messages, 'message')}: ${outcomes}${others}`;
  const names = Object.entries(summary.byMessage).map(
    ([name, tally]) =>
      `${printable(name)} ${number(tally.valid + tally.invalid + tally.unchecked)}`,
  );
  const more = withheld > 0 || Object.keys(reasons).length > 1;
  return [
    names.length === 0 ? sum : `${sum} (${names.join(', ')})`,
    ...(withheld > 0 ? [`${counted(withheld, 'finding')} more, not shown (--max-findings)`] : []),
    ...(more ? list('by reason:', reasons) : []),
    ...list('fields that no schema names:', unknownFields),
    '',
  ].join('\n');
}

function list(title: string, counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [];
  const width = number(entries[0]?.[1] ?? 0).length;
  const rows = entries
    .slice(0, MAX_LISTED)
    .map(([name, count]) => `  ${number(count).padStart(width)}  ${printable(name)}`);
  const rest = entries.length - MAX_LISTED;
  return [title, ...rows, ...(rest > 0 ? [`  and ${number(rest)} others`] : [])];
}

const number = (count: number): string => count.toLocaleString('en');

const counted = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
