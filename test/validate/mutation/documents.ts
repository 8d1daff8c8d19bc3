import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { hasErrors } from '../../../src/diagnostic.js';
import { load } from '../../../src/load/load.js';
import { lint } from '../../../src/lint/lint.js';
import { defaultSettings } from '../../../src/lint/settings.js';
import type { LintSettings } from '../../../src/lint/settings.js';
import { validate } from '../../../src/validate/validate.js';
import type { Diagnostic } from '../../../src/diagnostic.js';
import { corpusDocuments } from '../../support/corpus.js';
import { nodesOf } from './nodes.js';
import type { Node } from './nodes.js';

/** A document that mutations are made of: what is found in it before belongs to it. */
export interface Original {
  readonly path: string;
  readonly text: string;
  readonly before: readonly Diagnostic[];
  /** What lint finds besides. */
  readonly lintedBefore: readonly Diagnostic[];
  readonly nodes: readonly Node[];
}

/** Every rule is on. */
export const everything: LintSettings = { ...defaultSettings, preset: 'strict' };

const OWN = [
  'bench/streetlights-kafka.yaml',
  ...[
    'petstore',
    'petstore-system',
    'shapes',
    'contract',
    'docs/petstore',
    'validate/legal-oddities',
  ].map((name) => `fixtures/${name}/asyncapi.yaml`),
];

/** Larger documents say the same more slowly. */
const MAX_LENGTH = 30_000;

/** Our own documents, and those of the corpus where it is. */
export async function originals(): Promise<readonly Original[]> {
  const corpus = corpusDocuments().documents.filter(({ asyncapi }) => asyncapi.startsWith('3.'));
  const paths = [
    ...OWN.map((name) => join(process.cwd(), name)),
    ...corpus.map(({ path }) => path),
  ];
  const all = await Promise.all(paths.map(original));
  return all.flatMap((one) => one ?? []);
}

async function original(path: string): Promise<Original | undefined> {
  const text = readFileSync(path, 'utf8');
  if (text.length > MAX_LENGTH) return undefined;
  const { value: source, diagnostics } = await load(path, { cwd: process.cwd() });
  if (source === undefined || hasErrors(diagnostics)) return undefined;
  const before = [...diagnostics, ...validate(source).diagnostics];
  return {
    path,
    text,
    before,
    lintedBefore: lint(source, everything, before).diagnostics,
    nodes: nodesOf(source.root),
  };
}
