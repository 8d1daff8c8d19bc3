import type { OutputFile } from '../../emit/output-file.js';
import { readTemplates } from '../../emit/templates.js';
import { protocolNames } from '../options.js';
import type { ProtocolName } from '../options.js';

/** The run time, copied as it is: what every protocol shares, and the protocols asked for. */
export function emitRuntime(protocols: readonly ProtocolName[]): OutputFile[] {
  const others = protocolNames.filter((name) => !protocols.includes(name));
  return readTemplates('runtime')
    .filter(([path]) => !others.some((name) => belongsTo(path, name)))
    .map(([path, text]) => ({ path: `runtime/${path}`, text }));
}

/** A protocol is a door, `kafka.ts`, and a folder, `kafka/`. */
const belongsTo = (path: string, protocol: ProtocolName): boolean =>
  path === `${protocol}.ts` || path.startsWith(`${protocol}/`);
