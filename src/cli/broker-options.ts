import { Option } from 'commander';
import type { Command } from 'commander';
import type { Broker } from '../brokers/broker.js';
import type { Link } from '../../templates/runtime/client.js';
import type { Contract } from '../../templates/runtime/contract.js';
import type { Bus } from '../../templates/runtime/types.js';
import { hasErrors, PeteventsError } from '../diagnostic.js';
import type { Source } from '../load/source.js';
import { perspectives } from '../outputs/options.js';
import type { Perspective } from '../outputs/options.js';
import { build } from '../pipeline.js';
import type { Io } from './io.js';
import { addLoadOptions, loadOptions } from './load-options.js';
import type { LoadFlags } from './load-options.js';
import { exitCodeFor } from './fail-on.js';
import { report } from './report.js';
import { UsageError } from './usage-error.js';

/** What every command takes that works on a broker as the document's code does. */
export interface BrokerFlags extends LoadFlags {
  readonly from?: string;
  readonly perspective: Perspective;
  readonly format: 'text' | 'json';
}

/** Adds them. */
export function addBrokerOptions(command: Command): Command {
  command
    .option('--from <url>', 'kafka://host:9092, amqp://host (else KAFKA_BROKERS or AMQP_URL)')
    .addOption(
      new Option('--perspective <side>', 'whose side of the document it is')
        .choices([...perspectives])
        .default('application'),
    )
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'),
    );
  return addLoadOptions(command);
}

/** The document on its broker, for as long as a command works. */
export interface OnBroker {
  readonly bus: Bus;
  readonly link: Link;
  /** What the link works by. */
  readonly contract: Contract;
  readonly source: Source;
  readonly broker: Broker;
}

/**
 * Loads the document and works on the broker that was named, by the user's own client.
 * @returns what `work` returns; the exit code of findings that keep it from beginning
 * @throws UsageError for a broker that is not named, away, or refuses
 */
export async function workOnBroker(
  document: string,
  { flags, io }: { readonly flags: BrokerFlags; readonly io: Io },
  work: (on: OnBroker) => Promise<number>,
): Promise<number> {
  try {
    const { chosenBroker } = await import('../brokers/chosen-broker.js');
    const broker = chosenBroker(flags.from, io.env);
    const { source, diagnostics, model } = await build(document, loadOptions(flags, io));
    if (source === undefined || model === undefined || hasErrors(diagnostics)) {
      await report({ source, diagnostics }, flags, io);
      return exitCodeFor(diagnostics);
    }
    const { onBroker } = await import('../brokers/document-bus.js');
    const { contractData } = await import('../brokers/contract-data.js');
    const contract = contractData(model, flags.perspective);
    const { attach } = await import('../../templates/runtime/client.js');
    return await onBroker({ broker, cwd: io.cwd }, (bus) =>
      work({ bus, link: attach(bus, contract), contract, source, broker }),
    );
  } catch (error) {
    if (error instanceof PeteventsError) throw new UsageError(error.message);
    throw error;
  }
}
