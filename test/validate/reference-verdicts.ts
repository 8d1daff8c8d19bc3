import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadText } from '../../src/load/load.js';
import { validateWithReference } from '../../src/validate/reference.js';
import { files, pathOf } from './corpus.js';

/** What `@asyncapi/parser` says of a document. */
export interface ReferenceVerdict {
  readonly sha256: string;
  readonly valid: boolean;
  /** The first of its errors. */
  readonly first?: string;
}

const kept = new URL('../../fixtures/validate/reference-verdicts.json', import.meta.url);

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

function read(): Record<string, ReferenceVerdict> {
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as Record<string, ReferenceVerdict>;
  } catch {
    return {};
  }
}

async function ask(file: string, text: string): Promise<ReferenceVerdict> {
  const { value } = loadText(text, pathOf(file), { cwd: '/' });
  const { diagnostics } = await validateWithReference(value!);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return {
    sha256: hash(text),
    valid: first === undefined,
    ...(first === undefined
      ? {}
      : { first: `${first.code} at ${first.pointer}: ${first.message}` }),
  };
}

/**
 * The parser's verdict on each document of the corpus. It takes most of a second a document, so the
 * verdicts are kept; `UPDATE_REFERENCE=1` asks again where a document has changed.
 */
export async function referenceVerdicts(): Promise<ReadonlyMap<string, ReferenceVerdict>> {
  const verdicts = new Map(Object.entries(read()));
  if (process.env['UPDATE_REFERENCE'] !== '1') return verdicts;
  for (const file of files()) {
    const text = readFileSync(pathOf(file), 'utf8');
    if (verdicts.get(file)?.sha256 !== hash(text)) verdicts.set(file, await ask(file, text));
  }
  const sorted = [...verdicts].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(kept, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  return verdicts;
}

export const isCurrent = (file: string, verdict: ReferenceVerdict): boolean =>
  verdict.sha256 === hash(readFileSync(pathOf(file), 'utf8'));
