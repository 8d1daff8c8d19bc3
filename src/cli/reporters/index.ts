import { json } from './json.js';
import type { Reporter } from './reporter.js';
import { text } from './text.js';

/** Every format that findings can be printed in. */
export const reporters = { text, json } satisfies Record<string, Reporter>;

export type Format = keyof typeof reporters;

export const formats = Object.keys(reporters);
