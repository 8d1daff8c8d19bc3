import type { Command } from 'commander';
import type { LoadOptions } from '../load/load.js';
import type { Io } from './io.js';

export interface LoadFlags {
  readonly allowRemote?: readonly string[];
}

/** Adds the options that say how a document is loaded. */
export const addLoadOptions = (command: Command): Command =>
  command.option(
    '--allow-remote <host...>',
    'hosts that $ref may fetch from; none unless named here',
  );

/** What the loader needs of the flags and the outside world. */
export const loadOptions = ({ allowRemote = [] }: LoadFlags, io: Io): LoadOptions => ({
  cwd: io.cwd,
  readStdin: io.readStdin,
  allowRemote,
});
