import type { Provisioned, TopologyItem } from '../../../templates/runtime/types.js';
import { counted } from '../dlq/text.js';
import { printable } from '../printable.js';

/** In front of each item. */
const SIGNS: Readonly<Record<TopologyItem['state'], string>> = {
  present: '=',
  missing: '+',
  created: '+',
  different: '!',
  unknown: '?',
};

/** A line for each item, with what makes it what it is where it is new, and what differs. */
export const itemsText = (items: Provisioned): string =>
  items
    .flatMap((item) => [heading(item), ...differences(item)])
    .map((line) => `${printable(line)}\n`)
    .join('');

function heading({ kind, name, state, declared }: TopologyItem): string {
  const isNew = state === 'missing' || state === 'created' || kind === 'binding';
  const values = Object.entries(declared).map(([key, value]) => `${key}=${valueText(value)}`);
  const more = isNew && values.length > 0 ? `  ${values.join(' ')}` : '';
  return `${SIGNS[state]} ${kind.padEnd(8)} ${name}${more}`;
}

const differences = (item: TopologyItem): string[] =>
  item.differences.map(
    ({ argument, declared, found }) =>
      `    ${argument} is ${valueText(found)}, the document says ${valueText(declared)}`,
  );

const valueText = (value: unknown): string =>
  value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value);

/** What it came to, in one line; and why nothing was done. */
export function sumText(items: Provisioned, isRefused: boolean): string {
  const words: readonly (readonly [TopologyItem['state'], string])[] = [
    ['created', 'made'],
    ['missing', 'missing'],
    ['present', 'there'],
    ['different', 'different'],
    ['unknown', 'that the broker does not tell of'],
  ];
  const parts = words.flatMap(([state, word]) => {
    const count = items.filter((item) => item.state === state).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const sum = parts.length === 0 ? 'the document needs nothing' : parts.join(', ');
  const refusal = isRefused
    ? 'nothing was made, and nothing that is there is ever changed: change the document, or delete and provision anew\n'
    : '';
  return `${counted(items.length, 'item')}: ${sum}\n${refusal}`;
}
