import { pino } from 'pino';
import type { Logger as Pino } from 'pino';

export type Logger = Pino;

/** JSON lines on standard error: standard output belongs to whoever uses the program. */
export const createLog = (level: string): Logger =>
  pino({ level, serializers: { error: pino.stdSerializers.err } }, pino.destination(2));
