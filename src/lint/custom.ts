import type { Level, Lint, Rule } from './rule.js';
import type { View } from '../model/view.js';
import type { Kind } from '../spec/shape.js';
import { globPattern } from '../files/glob.js';
import { judge } from './assertion.js';
import type { Assertion } from './assertion.js';

/** A rule as `petevents.yaml` writes it. */
export interface CustomRule {
  readonly given: string;
  readonly assert: Assertion;
  /** Only what this holds for is looked at. */
  readonly where?: Assertion;
  readonly message?: string;
  readonly help?: string;
  readonly severity?: Level;
}

/** The objects that `given` may name. */
export const kinds = [
  ...(['document', 'info', 'contact', 'license', 'tag', 'externalDocs', 'server'] as const),
  ...(['serverVariable', 'channel', 'parameter', 'operation', 'operationTrait', 'reply'] as const),
  ...(['replyAddress', 'message', 'messageTrait', 'messageExample', 'correlationId'] as const),
  ...(['multiFormatSchema', 'schema', 'securityScheme', 'components', 'protocolBinding'] as const),
] satisfies readonly Kind[];

/** Makes a rule of an assertion. */
export function customRule(id: Rule['id'], custom: CustomRule): Rule {
  const { given, severity = 'warning', message, help } = custom;
  const kind = kinds.find((each) => each === given);
  const check = (view: View, { report }: Lint): void => {
    if (custom.where !== undefined && judge(custom.where, view).fault !== undefined) return;
    const { at, part, fault, value } = judge(custom.assert, view);
    if (fault === undefined) return;
    report(at, message === undefined ? fault : filled(message, view, value), {
      part,
      ...(help === undefined ? {} : { help }),
    });
  };
  return {
    id,
    purpose: message ?? `An assertion about \`${given}\` of this project.`,
    why: 'The project has decided it, in petevents.yaml.',
    remedy: help ?? 'See the rule in petevents.yaml.',
    recommended: severity,
    strict: severity,
    options: {},
    checks:
      kind === undefined ? { document: onPattern(given, check) } : { [kind]: withTraits(check) },
  };
}

type Check = (view: View, lint: Lint) => void;

const withTraits =
  (check: Check): Check =>
  (view, lint) =>
    check(view.withTraits(), lint);

/** Checks whatever stands at a pattern such as `/channels/*` of the document, references followed. */
const onPattern =
  (pattern: string, check: Check): Check =>
  (root, lint) => {
    for (const view of matching(root, pattern.split('/').slice(1))) check(view, lint);
  };

function matching(view: View, [first, ...rest]: readonly string[]): readonly View[] {
  if (first === undefined) return [view];
  const target = view.target();
  const pattern = globPattern(first);
  const entries = Array.isArray(target?.value)
    ? target.items().map((item, index) => [String(index), item] as const)
    : (target?.entries() ?? []);
  return entries.filter(([key]) => pattern.test(key)).flatMap(([, each]) => matching(each, rest));
}

const filled = (message: string, view: View, value: unknown): string =>
  message
    .replaceAll(
      '{key}',
      view.place.pointer.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~') ?? '',
    )
    .replaceAll('{value}', typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
