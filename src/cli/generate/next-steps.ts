import { relative, sep } from 'node:path';
import type { Model, Operation } from '../../model/model.js';
import { actionOf } from '../../outputs/contract/print-operation.js';
import type { Perspective } from '../../outputs/options.js';
import { printable } from '../printable.js';

/** What is needed to say how a folder's code is used. */
export interface Use {
  /** The folder of the run time. */
  readonly runtime: string;
  /** A first call of the client, if it has anything to call. */
  readonly call: string | undefined;
}

/** The next step in three lines of code, with names from the user's own document. */
export function nextSteps(folder: string, { runtime, call }: Use, cwd: string): string {
  return [
    '',
    'Next:',
    `  import { createClient } from '${specifier(cwd, folder)}/index.js';`,
    `  import { memoryBus } from '${specifier(cwd, runtime)}/memory.js';`,
    `  const client = createClient(memoryBus());${call === undefined ? '' : ` // then ${call}`}`,
    '',
  ].join('\n');
}

/** A folder as an import from the working directory names it. */
function specifier(cwd: string, folder: string): string {
  const path = relative(cwd, folder).split(sep).join('/');
  const isAbove = path === '..' || path.startsWith('../');
  return printable(path === '' ? '.' : isAbove ? path : `./${path}`).replaceAll("'", "\\'");
}

/** The first operation of a model as a call: something to send, else something to receive. */
export function firstCall(model: Model, perspective: Perspective): string | undefined {
  const spoken = model.operations.filter(({ messages }) => messages.length > 0);
  const sent = spoken.find((operation) => actionOf(operation, perspective) === 'send');
  if (sent !== undefined) return `client.${sent.name}(${argument(sent, model)})`;
  const [heard] = spoken;
  return heard === undefined
    ? undefined
    : `client.subscribe('my-service', { ${heard.name}: async (message) => { … } })`;
}

function argument({ messages }: Operation, model: Model): string {
  if (messages.length > 1) return 'message';
  const only = model.messages.find(({ id }) => id === messages[0]);
  return only?.payload === undefined && only?.foreignFormat === undefined ? '' : 'payload';
}
