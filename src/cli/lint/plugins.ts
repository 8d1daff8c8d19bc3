import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../lint/rule.js';
import { printable } from '../printable.js';
import { UsageError } from '../usage-error.js';
import { levels } from './settings.js';

/** The rules of a module, or why there are none. */
export type Plugin = { readonly rules: readonly Rule[] } | Refused;

interface Refused {
  readonly fault: string;
  readonly help?: string;
}

/** Loads a module of the project's own that exports `rules`, made with `defineRule` of petevents. */
export async function loadPlugin(path: string): Promise<Plugin> {
  const loaded = await importModule(path);
  if ('fault' in loaded) return loaded;
  const { rules, default: other } = loaded.module;
  const list = rules ?? other;
  if (!Array.isArray(list)) return { fault: 'This module does not export a list `rules`.' };
  const wrong = list.findIndex((rule) => !isRule(rule));
  if (wrong >= 0)
    return { fault: `Item ${wrong + 1} of \`rules\` is no rule; make it with \`defineRule\`.` };
  return { rules: (list as readonly Rule[]).map((rule) => guarded(rule, path)) };
}

/** A check of the project's own that throws is a fault of the project, and says where. */
function guarded(rule: Rule, path: string): Rule {
  const checks = Object.entries(rule.checks).map(([kind, check]) => [
    kind,
    (...args: Parameters<typeof check>): void => {
      try {
        check(...args);
      } catch (error) {
        throw new UsageError(`the rule ${rule.id} of ${path} failed: ${reasonOf(error, path)}`);
      }
    },
  ]);
  return { ...rule, checks: Object.fromEntries(checks) as Rule['checks'] };
}

/** The message of an error, and the line of the module that it came from. */
function reasonOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return printable(String(error));
  const at = error.stack?.split('\n').find((line) => line.includes(basename(path)));
  const place = at === undefined ? undefined : /:(\d+):\d+\)?$/.exec(at)?.[1];
  const reason = printable(error.message.split('\n')[0] ?? '');
  return place === undefined ? reason : `${reason} (line ${place})`;
}

interface Module {
  readonly rules?: unknown;
  readonly default?: unknown;
}

async function importModule(path: string): Promise<{ readonly module: Module } | Refused> {
  try {
    return { module: (await import(pathToFileURL(path).href)) as Module };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [line = ''] = reason.split(/ imported from .*\/dist\/|\n/);
    return { fault: `This module cannot be loaded: ${printable(line)}`, ...helpFor(line) };
  }
}

/** `npm init` makes a package of CommonJS, in which `.js` is none of the modules that `import`. */
const helpFor = (reason: string): { help?: string } =>
  /import statement outside a module|Unexpected token 'export'/.test(reason)
    ? { help: 'Call it `.mjs`, or write `"type": "module"` in package.json.' }
    : {};

const texts = ['id', 'purpose', 'why', 'remedy'] as const;

function isRule(value: unknown): value is Rule {
  if (typeof value !== 'object' || value === null) return false;
  const rule = value as Readonly<Record<string, unknown>>;
  const { checks, options } = rule;
  return (
    texts.every((key) => typeof rule[key] === 'string') &&
    /^[^/\s]+\/[^/\s]+$/.test(String(rule['id'])) &&
    [rule['recommended'], rule['strict']].every((level) => levels.some((each) => each === level)) &&
    isObject(options) &&
    isObject(checks) &&
    Object.values(checks).every((check) => typeof check === 'function')
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
