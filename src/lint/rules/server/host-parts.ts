import type { View } from '../../../model/view.js';

/** The texts of a server that may hold variables. */
export const hostParts = (server: View): readonly View[] =>
  ['host', 'pathname'].flatMap((key) => server.field(key) ?? []);

export const textOf = (view: View | undefined): string =>
  typeof view?.value === 'string' ? view.value : '';

/** The names in curly braces of a host and a path. */
export const variablesIn = (view: View): readonly string[] =>
  [...textOf(view).matchAll(/\{([^{}]+)\}/g)].flatMap(([, name]) => name ?? []);

/** Whether a host is the machine itself or a name that only a private network knows. */
export function isLocal(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    /^(?:localhost|0\.0\.0\.0|127(?:\.\d+){3}|\[?::1\]?|host\.docker\.internal)$/.test(name) ||
    /\.(?:local|localhost|internal|svc|lan)$/.test(name) ||
    /\.svc\.cluster\./.test(name) ||
    /^[a-z\d_-]+$/.test(name)
  );
}
