import type { OutputFile } from '../../emit/output-file.js';
import { readTemplates } from '../../emit/templates.js';
import { extraNames, protocolNames } from '../options.js';
import type { ExtraName, ProtocolName } from '../options.js';

/** The run time, copied as it is: what every protocol shares, and the protocols and extras asked for. */
export function emitRuntime(
  protocols: readonly ProtocolName[],
  extras: readonly ExtraName[] = [],
): OutputFile[] {
  const wanted: readonly string[] = [...protocols, ...extras];
  const others = [...protocolNames, ...extraNames].filter((name) => !wanted.includes(name));
  return readTemplates('runtime')
    .filter(([path]) => !others.some((name) => belongsTo(path, name)))
    .map(([path, text]) => ({ path: `runtime/${path}`, text }));
}

/** A protocol is a door, `kafka.ts`, and a folder, `kafka/`; an extra is a door, with or without one. */
const belongsTo = (path: string, name: ProtocolName | ExtraName): boolean =>
  path === `${name}.ts` || path.startsWith(`${name}/`);
