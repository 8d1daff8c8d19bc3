import { Command, CommanderError } from 'commander';
import { addDlq } from './commands/dlq.js';
import { addExplain } from './commands/explain.js';
import { addFormat } from './commands/format.js';
import { addGenerate } from './commands/generate.js';
import { addInit } from './commands/init.js';
import { addLint } from './commands/lint.js';
import { addProvision } from './commands/provision.js';
import { addRules } from './commands/rules.js';
import { addValidate } from './commands/validate.js';
import { addVerify } from './commands/verify.js';
import { EXIT } from './io.js';
import type { Io } from './io.js';
import { printable } from './printable.js';
import { explainSystemError, isSystemError } from './system-error.js';
import { UsageError } from './usage-error.js';
import { version } from '../version.js';

/** Parses arguments, runs one command, and says how it ended. @returns the exit code */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT.fine };
  try {
    await createProgram(io, outcome).parseAsync(args, { from: 'user' });
  } catch (error) {
    return explain(error, io);
  }
  return outcome.exitCode;
}

/** Where a command leaves its exit code. */
export interface Outcome {
  exitCode: number;
}

/** The commands with their arguments and options, as users and tests see them. */
export function createProgram(io: Io, outcome: Outcome): Command {
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
  addInit(program, io, outcome);
  addGenerate(program, io, outcome);
  addValidate(program, io, outcome);
  addLint(program, io, outcome);
  addFormat(program, io, outcome);
  addRules(program, io, outcome);
  addExplain(program, io, outcome);
  addVerify(program, io, outcome);
  addDlq(program, io, outcome);
  addProvision(program, io, outcome);
  return program;
}

/** Commander has already printed what was wrong with the arguments; the rest is the system or a bug. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed;
  if (error instanceof UsageError) {
    io.stderr.write(`petevents: ${printable(error.message)}\n`);
    return EXIT.failed;
  }
  io.stderr.write(
    isSystemError(error) ? `petevents: ${explainSystemError(error)}\n` : bugReport(error),
  );
  return EXIT.failed;
}

function bugReport(error: unknown): string {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    `petevents ${version} ran into a bug of its own. Please report it with the lines below:\n` +
    `https://github.com/petevents/petevents/issues\n\n${story.split('\n').map(printable).join('\n')}\n`
  );
}
