import type { Command } from 'commander';
import type { LoadOptions } from '../load/load.js';
import type { Io } from './io.js';

export interface LoadFlags {
  readonly allowRemote?: readonly string[];
  readonly stdinName?: string;
}

/** Adds the options that say how a document is loaded. */
export const addLoadOptions = (command: Command): Command =>
  command.option(
    '--allow-remote <host...>',
    'hosts that $ref may fetch from; none unless named here',
  );

/** Adds the option that says where standard input would be, for an editor's unsaved text. */
export const addStdinName = (command: Command): Command =>
  command.option(
    '--stdin-name <path>',
    'the file that standard input stands for: references start there, and findings name it',
  );

/** What the loader needs of the flags and the outside world. */
export const loadOptions = ({ allowRemote = [], stdinName }: LoadFlags, io: Io): LoadOptions => ({
  cwd: io.cwd,
  readStdin: io.readStdin,
  allowRemote,
  ...(stdinName === undefined ? {} : { stdinName }),
});
