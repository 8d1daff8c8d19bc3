import { dirname, isAbsolute, relative, sep } from 'node:path';
import { parsePointer } from '../load/pointer.js';
import type { Place, SourceFile } from '../load/source.js';
import type { Origin } from './model.js';

/** The key or index that a pointer ends at. */
export const lastSegment = (pointer: string): string => parsePointer(pointer)?.at(-1) ?? '';

/** Where a place stands, as plain data. */
export const originOf = ({ file, pointer }: Place): Origin => ({ uri: file.uri, pointer });

/**
 * A place as text that is the same on every machine: `#/components/messages/Pet`, and
 * `common/pet.yaml#/Pet` in another file, relative to the document.
 */
export const placeName = (root: SourceFile, { file, pointer }: Place): string =>
  `${file.id === root.id ? '' : fileName(root, file)}#${pointer}`;

/** A file's name relative to the document; the URL of a remote file. */
export function fileName(root: SourceFile, file: SourceFile): string {
  if (!isAbsolute(root.id) || !isAbsolute(file.id)) return file.id;
  return relative(dirname(root.id), file.id).split(sep).join('/');
}
