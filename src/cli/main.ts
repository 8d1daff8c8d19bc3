import { EXIT } from './io.js';
import type { Io } from './io.js';
import { version } from '../version.js';

/**
 * The command line. Only what a run needs is loaded: the version needs nothing.
 *
 * @param args the arguments after `node petevents`
 * @returns the exit code: 0 fine, 1 findings of severity error, 2 the command could not run
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const [only] = args;
  if (args.length === 1 && (only === '--version' || only === '-v')) {
    io.stdout.write(`${version}\n`);
    return EXIT.fine;
  }
  const { runProgram } = await import('./program.js');
  return runProgram(args, io);
}
