import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { nearest } from '../nearest.js';

/**
 * Larger texts are refused before they are read. An event of the parser takes 130 bytes, and hostile
 * YAML (`[1,1,...`) has one for every second byte: this much of it takes 1.3 GiB, a third of Node's
 * heap; 16 MiB of an ordinary document (10,000 messages) take a quarter of that.
 */
export const MAX_BYTES = 16 * 1024 * 1024;

/** Why a text could not be had; `code` is of the class that makes the whole run impossible. */
export interface ReadFault {
  readonly code: `input/${'unreadable' | 'empty' | 'binary' | 'folder' | 'too-large'}`;
  readonly message: string;
  readonly help?: string;
}

export type ReadText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: ReadFault };

/** Why a path cannot be read as a file; undefined when it can. */
export function readFault(path: string): ReadFault | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile() ? undefined : notAFile(path);
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Reads a file as UTF-8 text. Synchronous: one small read is faster than a turn of the event loop. */
export function readText(path: string): ReadText {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { ok: false, fault: notAFile(path) };
    return stat.size > MAX_BYTES ? tooLarge(stat.size) : decode(readFileSync(path));
  } catch (error) {
    return { ok: false, fault: unreadable(path, error) };
  }
}

const unreadable = (path: string, error: unknown): ReadFault =>
  fault('input/unreadable', `The file cannot be read: ${reason(error)}.`, missingHelp(path));

/** To read a pipe, a socket or a device might take for ever. */
const notAFile = (path: string): ReadFault =>
  statSync(path).isDirectory()
    ? fault('input/folder', 'This is a folder, not a file.', insideHelp(path))
    : fault(
        'input/unreadable',
        'This is a pipe, a socket or a device, not a file.',
        `To read from a pipe, give \`-\` as the document: \`petevents validate - < ${path}\`.`,
      );

/** Decodes bytes as strict UTF-8, without a byte order mark. */
export function decode(bytes: Uint8Array): ReadText {
  if (bytes.length > MAX_BYTES) return tooLarge(bytes.length);
  if (isUtf16(bytes)) return no('input/binary', 'The text is UTF-16.', 'Save it as UTF-8.');
  if (bytes.includes(0)) return no('input/binary', 'This is a binary file, not text.');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? no('input/empty', 'The file is empty.') : { ok: true, text };
  } catch {
    return no('input/binary', 'This is no UTF-8 text.', 'Save it as UTF-8.');
  }
}

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const tooLarge = (size: number): ReadText =>
  no(
    'input/too-large',
    `The file has ${Math.ceil(size / 1048576)} MiB; at most ${MAX_BYTES / 1048576} MiB are read.`,
  );

const no = (code: ReadFault['code'], message: string, help?: string): ReadText => ({
  ok: false,
  fault: fault(code, message, help),
});

const fault = (code: ReadFault['code'], message: string, help?: string): ReadFault => ({
  code,
  message,
  ...(help === undefined ? {} : { help }),
});

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

/** Names the file that was probably meant, from those in the same folder. */
function missingHelp(path: string): string | undefined {
  const name = nearest(basename(path), namesIn(dirname(path)));
  return name === undefined || name === basename(path) ? undefined : `Did you mean \`${name}\`?`;
}

function insideHelp(path: string): string {
  const name = namesIn(path).find((each) => /^asyncapi\.(?:ya?ml|json)$/i.test(each));
  return name === undefined ? 'Name a file in it.' : `Did you mean \`${name}\` in it?`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
