import { Command, CommanderError } from 'commander';
import { addGenerate } from './commands/generate.js';
import { addValidate } from './commands/validate.js';
import { EXIT } from './io.js';
import type { Io } from './io.js';
import { printable } from './printable.js';
import { version } from '../version.js';

/**
 * The command line: parses arguments, runs one command, and says how it ended.
 *
 * @param args the arguments after `node petevents`
 * @returns the exit code: 0 fine, 1 findings of severity error, 2 the command could not run
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT.fine };
  const program = createProgram(io, outcome);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    return explain(error, io);
  }
  return outcome.exitCode;
}

/** Where a command leaves its exit code. */
export interface Outcome {
  exitCode: number;
}

function createProgram(io: Io, outcome: Outcome): Command {
  const program = new Command('petevents')
    .description('Turns an AsyncAPI 3 document into typed event code.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(petevents --help lists commands and options)');
  addGenerate(program, io, outcome);
  addValidate(program, io, outcome);
  return program;
}

/** Commander has already printed what was wrong with the arguments; anything else is a bug of ours. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed;
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `petevents ${version} ran into a bug of its own. Please report it with the lines below:\n` +
      `https://github.com/petevents/petevents/issues\n\n${story.split('\n').map(printable).join('\n')}\n`,
  );
  return EXIT.failed;
}
