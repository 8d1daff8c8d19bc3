import { PeteventsError } from '../../diagnostic.js';
import { verify } from '../../verify/verify.js';
import type { Verified } from '../../verify/verified.js';
import { exitCodeFor, shown } from '../fail-on.js';
import type { Io } from '../io.js';
import { loadOptions } from '../load-options.js';
import { printable } from '../printable.js';
import { Progress } from '../progress.js';
import { report } from '../report.js';
import { UsageError } from '../usage-error.js';
import type { VerifyFlags } from './flags.js';
import { summaryText } from './summary-text.js';

interface Run {
  readonly flags: VerifyFlags;
  readonly io: Io;
}

/**
 * Runs `petevents verify`.
 * @returns the exit code
 * @throws UsageError
 */
export async function runVerify(
  document: string,
  messages: readonly string[],
  run: Run,
): Promise<number> {
  assertUsage(document, messages, run.flags);
  try {
    return await conclude(await judge(document, messages, run), run);
  } catch (error) {
    if (error instanceof PeteventsError) throw new UsageError(error.message);
    throw error;
  }
}

/** @throws UsageError */
function assertUsage(document: string, messages: readonly string[], flags: VerifyFlags): void {
  const { from } = flags;
  if (messages.length === 0 && from === undefined)
    throw new UsageError(
      'give messages to verify: files, folders, globs or -, or a broker with --from',
    );
  if (messages.length > 0 && from !== undefined)
    throw new UsageError('give either messages or a broker with --from, not both');
  if (document === '-' && messages.includes('-'))
    throw new UsageError('the document and the messages cannot both come from standard input');
  const idle = idleFlag(flags);
  if (idle !== undefined) throw new UsageError(idle);
}

/** Options that mean something with `--from` only, and with which broker where it is one of them. */
const brokerFlags = [
  { flag: 'topic', name: '--topic', scheme: 'kafka' },
  { flag: 'exchange', name: '--exchange', scheme: 'amqp' },
  { flag: 'routingKey', name: '--routing-key', scheme: 'amqp' },
  { flag: 'last', name: '--last', scheme: undefined },
  { flag: 'for', name: '--for', scheme: undefined },
] as const;

/** Why an option would do nothing: whoever gave it meant something else. */
function idleFlag(flags: VerifyFlags): string | undefined {
  const { from } = flags;
  const given = brokerFlags.filter(({ flag }) => flags[flag] !== undefined);
  if (from === undefined && given[0] !== undefined)
    return `${given[0].name} is for messages from a broker; add --from, or leave it out`;
  const own = /^(kafka|amqp)s?:/i.exec(from ?? '')?.[1]?.toLowerCase();
  const other = given.find(
    ({ scheme }) => own !== undefined && scheme !== undefined && scheme !== own,
  );
  return other && `${other.name} is for --from ${other.scheme}://, not for ${own}://; leave it out`;
}

async function judge(document: string, messages: readonly string[], run: Run): Promise<Verified> {
  const { flags, io } = run;
  const progress = new Progress(io.stderr);
  try {
    if (flags.from !== undefined) {
      const { verifyLive } = await import('../../verify/live/verify-live.js');
      return await verifyLive(document, flags.from, {
        ...flags,
        ...loadOptions(flags, io),
        onProgress: (uri, count) => progress.step(progressText(uri, count)),
      });
    }
    return await verify(document, messages, {
      ...flags,
      ...loadOptions(flags, io),
      stdin: io.stdin,
      onProgress: (uri, count) => progress.step(progressText(uri, count)),
    });
  } finally {
    progress.done();
  }
}

const progressText = (uri: string, messages: number): string =>
  `${printable(uri)}: ${messages.toLocaleString('en')} messages`;

async function conclude(verified: Verified, { flags, io }: Run): Promise<number> {
  const { diagnostics, summary } = verified;
  await report({ ...verified, diagnostics: shown(diagnostics, flags) }, flags, io);
  if (summary !== undefined && flags.quiet !== true) io.stderr.write(summaryText(summary));
  return exitCodeFor(diagnostics, flags.failOn);
}
