import type { Reporter } from './reporter.js';

/** Every format that findings can be printed in, each loaded only when it is asked for. */
export const reporters = {
  text: async () => (await import('./text.js')).text,
  json: async () => (await import('./json.js')).json,
  github: async () => (await import('./github.js')).github,
  sarif: async () => (await import('./sarif.js')).sarif,
  junit: async () => (await import('./junit.js')).junit,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  markdown: async () => (await import('./markdown.js')).markdown,
} satisfies Record<string, () => Promise<Reporter>>;

export type Format = keyof typeof reporters;

/** The names of the formats. */
export const formats = Object.keys(reporters) as readonly Format[];
