import { pino, type Logger as Pino } from 'pino';

export type Logger = Pino;

/** JSON lines on standard error: standard output belongs to whoever uses the program. */
export const createLog = (level: string): Logger => pino({ level }, pino.destination(2));
