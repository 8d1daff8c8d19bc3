import type { Action } from '../../write/plan.js';

/** The next step in three lines of code, with a name from the user's own document. */
export function nextSteps(folder: string, actions: readonly Action[]): string {
  const method = firstMethod(actions);
  return [
    '',
    'Next:',
    `  import { createClient } from './${folder}/index.js';`,
    `  import { memoryBus } from './${folder}/runtime/memory.js';`,
    `  const client = createClient(memoryBus()); // then client.${method}(…)`,
    '',
  ].join('\n');
}

/** The first sending method of the client, else `subscribe`, which is always there. */
function firstMethod(actions: readonly Action[]): string {
  const client = actions.find(({ path }) => path === 'client.ts')?.text ?? '';
  const body = client.slice(client.indexOf('export interface Client'));
  return /^ {2}([A-Za-z_$][\w$]*)(?:<[^>]*>)?\(/m.exec(body)?.[1] ?? 'subscribe';
}
