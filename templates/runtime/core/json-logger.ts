import type { Logger } from '../log.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

const replaceErrors = (_name: string, value: unknown): unknown => {
  if (value instanceof Error) return { name: value.name, message: value.message };
  return typeof value === 'bigint' ? value.toString() : value;
};

const line = (level: Level, fields: object, message: string): string =>
  JSON.stringify({ level, time: new Date().toISOString(), message, ...fields }, replaceErrors);

const write =
  (level: Level) =>
  (fields: object, message: string): void => {
    process.stderr.write(`${line(level, fields, message)}\n`);
  };

/** The logger of a bus that was given none: JSON lines on stderr, without `debug`. */
export const jsonLogger: Logger = {
  debug: () => undefined,
  info: write('info'),
  warn: write('warn'),
  error: write('error'),
};
