import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Io } from './io.js';

/**
 * Names files as their repository does: from the folder that holds `.git`, with forward slashes,
 * wherever the run was started. Without a repository the working directory stands for it. What lies
 * outside keeps its absolute path; what is no file (a URL, `<stdin>`) keeps its name.
 */
export function pathsFrom(cwd: string): (uri: string) => string {
  let root: string | undefined;
  return (uri) => {
    if (!isFile(uri)) return uri;
    root ??= repositoryOf(cwd);
    const path = resolve(cwd, uri);
    const inside = relative(root, path);
    const isOutside = inside === '..' || /^\.\.[/\\]/.test(inside) || isAbsolute(inside);
    return (isOutside ? path : inside).replaceAll('\\', '/');
  };
}

/** Whether a finding lies in a file, not in standard input or on a server. */
export const isFile = (uri: string): boolean => !/^(?:<.*>$|[a-z][a-z\d+.-]+:\/\/)/i.test(uri);

function repositoryOf(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return resolve(cwd);
  }
}

/** Addresses of lines on GitHub and GitLab, from what their runners tell of the commit. */
export function linksOf(env: Io['env']): (path: string, line: number) => string | undefined {
  const base = blobsOf(env);
  return (path, line) =>
    base === undefined || isAbsolute(path) || !isFile(path)
      ? undefined
      : `${base}/${path.split('/').map(encodeURIComponent).join('/')}#L${line}`;
}

function blobsOf(env: Io['env']): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, CI_PROJECT_URL, CI_COMMIT_SHA } = env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_SHA)
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`;
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}`;
  return undefined;
}
