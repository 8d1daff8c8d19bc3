import { pino, type Logger } from 'pino';
import type { OpenTelemetry } from '../generated/index.js';

/** JSON lines on standard error: standard output belongs to whoever uses the program. */
export const createLog = (level: string): Logger => pino({ level }, pino.destination(2));

/** Spans and metrics of every message, if `@opentelemetry/api` is installed; it is not by default. */
export const findTelemetry = (): Promise<OpenTelemetry | undefined> => {
  const name = '@opentelemetry/api';
  return import(name).catch(() => undefined);
};
