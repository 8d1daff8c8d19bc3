/** The logger that the run time writes to; pino fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A logger whose every line has these fields. Where it is missing, the run time adds them. */
  child?(fields: object): Logger;
}

/** The logger that handlers get: yours, and when it throws, that is counted and nothing else. */
export interface ContextLogger extends Logger {
  child(fields: object): ContextLogger;
}
