import type { Contract } from './contract.js';
import type { MessageRules } from './message-rules.js';

const ENDING = /\.(?:json|ndjson|jsonl|txt|log)$/i;
const NUMBER = /[-_. ]*\d+$/;

/**
 * The messages that a file is named after: `PetAdopted.json`, `pet-adopted.001.json`, or any file in
 * a folder `pet-adopted`. The nearest name wins.
 * @param path with `/`, as the user would write it
 */
export function namedByPath(contract: Contract, path: string): readonly MessageRules[] {
  const [file = '', ...folders] = path.split('/').reverse();
  for (const name of [...stems(file), ...folders]) {
    const named = name === '' ? [] : contract.named(name);
    if (named.length > 0) return named;
  }
  return [];
}

/** What of a file's name may be a message's: `pet-adopted.eu.001`, `pet-adopted.eu`, `pet-adopted`. */
function stems(file: string): string[] {
  const whole = file.replace(ENDING, '');
  const names = [whole, whole.replace(NUMBER, '')];
  for (let at = whole.lastIndexOf('.'); at > 0; at = whole.lastIndexOf('.', at - 1))
    names.push(whole.slice(0, at), whole.slice(0, at).replace(NUMBER, ''));
  return names;
}
