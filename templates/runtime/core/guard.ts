import type { ContextLogger, Logger } from '../log.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Wraps the caller's logger: when it throws, that is counted and changes nothing else. */
export const guardedLogger = (log: Logger, onError: () => void): ContextLogger => {
  const guard =
    (level: Level) =>
    (fields: object, message: string): void => {
      try {
        log[level](fields, message);
      } catch {
        onError();
      }
    };
  const childOf = (fields: object): Logger => {
    try {
      return log.child?.(fields) ?? withFields(log, fields);
    } catch {
      onError();
      return withFields(log, fields);
    }
  };
  return {
    debug: guard('debug'),
    info: guard('info'),
    warn: guard('warn'),
    error: guard('error'),
    child: (fields) => guardedLogger(childOf(fields), onError),
  };
};

/** For a logger that has no children of its own. */
const withFields = (log: Logger, fields: object): Logger => ({
  debug: (more, message) => log.debug({ ...fields, ...more }, message),
  info: (more, message) => log.info({ ...fields, ...more }, message),
  warn: (more, message) => log.warn({ ...fields, ...more }, message),
  error: (more, message) => log.error({ ...fields, ...more }, message),
});
