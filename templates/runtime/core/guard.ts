import type { Logger } from '../log.js';

/** Wraps the caller's logger: when it throws, that is counted and changes nothing else. */
export const guardedLogger = (log: Logger, onError: () => void): Logger => {
  const guard =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        log[level](fields, message);
      } catch {
        onError();
      }
    };
  return { debug: guard('debug'), info: guard('info'), warn: guard('warn'), error: guard('error') };
};

/** A logger whose every line has these fields. */
export const withFields = (log: Logger, fields: object): Logger => ({
  debug: (more, message) => log.debug({ ...fields, ...more }, message),
  info: (more, message) => log.info({ ...fields, ...more }, message),
  warn: (more, message) => log.warn({ ...fields, ...more }, message),
  error: (more, message) => log.error({ ...fields, ...more }, message),
});
