import { isAbsolute, relative } from 'node:path';

/** What a text is called: its identity, and the name to show. */
export interface FileName {
  readonly id: string;
  readonly uri: string;
}

/** The shorter of the absolute path and the path from the working directory, with forward slashes. */
export function showName(id: string, cwd: string): string {
  if (!isAbsolute(id)) return id;
  const short = relative(cwd, id);
  return (short !== '' && short.length < id.length ? short : id).replaceAll('\\', '/');
}
