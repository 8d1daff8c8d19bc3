import { pathToFileURL } from 'node:url';
import type { Rule } from '../../lint/rule.js';
import { printable } from '../printable.js';

/** The rules of a module, or why there are none. */
export type Plugin = { readonly rules: readonly Rule[] } | { readonly fault: string };

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
  return { rules: list as readonly Rule[] };
}

interface Module {
  readonly rules?: unknown;
  readonly default?: unknown;
}

async function importModule(
  path: string,
): Promise<{ readonly module: Module } | { readonly fault: string }> {
  try {
    return { module: (await import(pathToFileURL(path).href)) as Module };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: `This module cannot be loaded: ${printable(reason.split('\n')[0] ?? '')}` };
  }
}

const texts = ['id', 'purpose', 'why', 'remedy', 'recommended', 'strict'] as const;

function isRule(value: unknown): value is Rule {
  if (typeof value !== 'object' || value === null) return false;
  const rule = value as Readonly<Record<string, unknown>>;
  const { checks, options } = rule;
  return (
    texts.every((key) => typeof rule[key] === 'string') &&
    /^[^/\s]+\/[^/\s]+$/.test(String(rule['id'])) &&
    isObject(options) &&
    isObject(checks) &&
    Object.values(checks).every((check) => typeof check === 'function')
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
