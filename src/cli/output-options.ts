import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Io } from './io.js';
import { formats } from './reporters/index.js';
import type { Format } from './reporters/index.js';

/** A format, and the file that it goes to. */
export interface FileOutput {
  readonly format: Format;
  /** As the user wrote it; relative to the working directory. */
  readonly file: string;
}

/** Where findings go: one format to stdout, any number to files. */
export interface OutputFlags {
  readonly format: Format;
  readonly output?: readonly FileOutput[];
}

/** Adds `--format` and `--output` to a command that reports findings. */
export function addOutputOptions(command: Command, io: Io): Command {
  command.addOption(
    new Option('--format <format>', 'how to print findings').choices(formats).default('text'),
  );
  return addOutputOption(command, io, 'format');
}

/**
 * Adds `--output`. An output without a file is the one of stdout.
 * @param stdoutOption the option that holds the format of stdout
 */
export function addOutputOption(command: Command, io: Io, stdoutOption: string): Command {
  return command
    .option(
      '--output <format=file>',
      'also write findings to a file, such as sarif=report.sarif; repeatable',
      (value: string, before: readonly Target[] | undefined) => [...(before ?? []), target(value)],
    )
    .hook('preAction', (_program, action) => settle(action, io, stdoutOption));
}

/** What one `--output` says; without a file it is stdout. */
interface Target {
  readonly format: Format;
  readonly file: string | undefined;
}

function target(value: string): Target {
  const [name = '', ...rest] = value.split('=');
  const format = formats.find((known) => known === name);
  if (format === undefined) {
    throw new InvalidArgumentError(`Allowed formats are ${formats.join(', ')}.`);
  }
  const file = rest.length === 0 ? '-' : rest.join('=');
  if (file === '') throw new InvalidArgumentError(`Name a file: ${format}=report.${format}.`);
  return { format, file: file === '-' ? undefined : file };
}

/** Splits what was asked for into stdout and files, before the command does any work. */
function settle(command: Command, io: Io, stdoutOption: string): void {
  const targets = (command.getOptionValue('output') ?? []) as readonly Target[];
  const printed = targets.filter(({ file }) => file === undefined);
  const files = targets.filter((output): output is FileOutput => output.file !== undefined);
  const isChosen =
    command.getOptionValueSource(stdoutOption) === 'cli' && stdoutOption === 'format';
  if (printed.length + (isChosen ? 1 : 0) > 1) {
    command.error('error: two formats go to standard output; give one of them a file');
  }
  const twice = repeated(files.map(({ file }) => identity(resolve(io.cwd, file))));
  if (twice !== undefined) {
    command.error(`error: two outputs go to one file, ${twice}; give each a file of its own`);
  }
  if (printed[0] !== undefined) command.setOptionValue(stdoutOption, printed[0].format);
  command.setOptionValue('output', files);
}

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/** A path whose links are followed as far as there is something. */
function identity(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(identity(folder), basename(path));
  }
}
