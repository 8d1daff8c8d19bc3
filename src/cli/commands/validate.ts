import { Option } from 'commander';
import type { Command } from 'commander';
import { check } from '../../pipeline.js';
import { tidy } from '../../diagnostic.js';
import type { Checked } from '../../pipeline.js';
import type { Io } from '../io.js';
import type { Outcome } from '../main.js';
import { loadOptions, addLoadOptions } from '../load-options.js';
import type { LoadFlags } from '../load-options.js';
import { exitCode, report } from '../report.js';
import { formats } from '../reporters/index.js';
import type { Format } from '../reporters/index.js';

interface Flags extends LoadFlags {
  readonly format: Format;
  readonly engine: 'petevents' | 'reference';
}

/** `petevents validate <document>`: everything that is wrong with a document, at its line. */
export function addValidate(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('validate')
    .summary('check a document against the AsyncAPI specification')
    .description('Checks an AsyncAPI 3 document and all that it refers to.')
    .argument('<document>', 'path of the document, or - for standard input')
    .addOption(
      new Option('--format <format>', 'how to print findings').choices(formats).default('text'),
    )
    .addOption(
      new Option('--engine <engine>', 'petevents, or @asyncapi/parser as a second opinion')
        .choices(['petevents', 'reference'])
        .default('petevents'),
    )
    .action(async (document: string, flags: Flags) => {
      const checked = await judge(document, flags, io);
      report(checked, flags.format, io);
      outcome.exitCode = exitCode(checked.diagnostics);
      if (flags.format === 'text' && outcome.exitCode === 0)
        io.stderr.write(`${document} is valid\n`);
    });
  addLoadOptions(command);
}

async function judge(document: string, flags: Flags, io: Io): Promise<Checked> {
  if (flags.engine === 'petevents') return check(document, loadOptions(flags, io));
  const { load } = await import('../../load/load.js');
  const { value: source, diagnostics } = await load(document, loadOptions(flags, io));
  if (source === undefined) return { source, diagnostics };
  const { validateWithReference } = await import('../../validate/reference.js');
  const found = await validateWithReference(source);
  return { source, diagnostics: tidy([...diagnostics, ...found.diagnostics]) };
}
