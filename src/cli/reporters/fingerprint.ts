import { createHash } from 'node:crypto';
import type { Diagnostic } from '../../diagnostic.js';
import type { ReportContext } from './reporter.js';

/**
 * A name for each finding that stays the same when lines move: made of its code, its file, its
 * pointer and its message. Findings that agree in all of these are told apart by their order.
 *
 * @returns 64 hexadecimal digits for each finding, all different
 */
export function fingerprints(
  diagnostics: readonly Diagnostic[],
  pathOf: ReportContext['pathOf'],
): readonly string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ code, at, pointer, message }) => {
    const identity = JSON.stringify([code, pathOf(at.uri), pointer, message]);
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    return createHash('sha256')
      .update(before === 0 ? identity : `${identity}${before}`)
      .digest('hex');
  });
}
