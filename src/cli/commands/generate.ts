import { Option } from 'commander';
import type { Command } from 'commander';
import { extraNames, perspectives, protocolNames } from '../../outputs/options.js';
import type { GenerateFlags } from '../generate/run-jobs.js';
import type { Io } from '../io.js';
import { addLoadOptions } from '../load-options.js';
import { addOutputOption } from '../output-options.js';
import type { Outcome } from '../program.js';

/** `petevents generate [document]`: the document's code, written where it is wanted. */
export function addGenerate(program: Command, io: Io, outcome: Outcome): void {
  const command = program
    .command('generate')
    .summary('write typed code and docs for a document')
    .description(
      'Writes publishers, subscribers, validators and docs for an AsyncAPI 3 document.\n' +
        'Without a document it follows petevents.yaml.',
    )
    .argument('[document]', 'path of the document, or - for standard input')
    .option('-o, --out <folder>', 'where the code goes (default: generated)')
    .option(
      '-p, --protocol <list>',
      `what to connect to, of ${protocolNames.join(', ')} (default: as the document's servers)`,
      splitList,
    )
    .addOption(new Option('--perspective <side>', 'whose code to write').choices([...perspectives]))
    .option(
      '--extras <list>',
      `what else the run time is to have, of ${extraNames.join(', ')} (default: none)`,
      splitList,
    )
    .option('--check', 'write nothing; exit 1 when the folder is not what generate would write')
    .option('--dry-run', 'write nothing; list what would change')
    .option('--watch', 'go on and follow every file that the document refers to')
    .option('--format', "run the project's own Prettier over the output")
    .option('--force', 'also replace files that were edited, or that petevents did not write')
    .action(async (document: string | undefined, flags: GenerateFlags) => {
      const { runGenerate } = await import('../generate/run.js');
      outcome.exitCode = await runGenerate(document, flags, io);
    });
  addOutputOption(command, io, 'findings');
  addLoadOptions(command);
}

const splitList = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  ...value.split(',').map((name) => name.trim()),
];
