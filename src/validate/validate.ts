import { hasErrors } from '../diagnostic.js';
import type { Result } from '../diagnostic.js';
import type { Place, Source } from '../load/source.js';
import { Schemas } from '../payload/compile.js';
import { isObject } from '../spec/shape.js';
import { walk } from '../spec/walk.js';
import type { Node } from '../spec/walk.js';
import { Links } from './links.js';
import { checkReference } from './references.js';
import { Report } from './report.js';
import type { Context, Rule } from './rule.js';
import { rules } from './rules/index.js';
import { problemsOfObject } from './structure/object.js';
import { readVersion } from './version.js';

/**
 * Holds a document against the AsyncAPI specification, 3.0 or 3.1: structure, references, schemas,
 * and the links between operations, channels, messages and servers.
 * @returns the same source, or no value when there is an error; every finding with its place
 */
export function validate(source: Source): Result<Source> {
  const report = new Report();
  const root: Place = { file: source.root, pointer: '', value: source.root.value };
  const version = readVersion(root);
  const tools = { links: new Links(source), schemas: new Schemas(source) };
  if ('minor' in version) check({ source, report, ...tools, minor: version.minor });
  else report.add(root, version);
  const diagnostics = report.diagnostics();
  return { value: hasErrors(diagnostics) ? undefined : source, diagnostics };
}

function check(context: Context): void {
  const byKind = dispatch(rules());
  const { nodes, references } = walk(context.source);
  for (const node of nodes) {
    checkStructure(node, context);
    for (const rule of byKind.get(node.kind) ?? []) rule.check(node, context);
  }
  for (const reference of references) checkReference(reference, context.report);
}

function checkStructure({ table, place }: Node, { report, minor }: Context): void {
  if (!isObject(place.value)) return;
  for (const problem of problemsOfObject(table, place.value, minor)) report.add(place, problem);
}

function dispatch(all: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const byKind = new Map<string, Rule[]>();
  for (const rule of all)
    for (const kind of rule.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
  return byKind;
}
