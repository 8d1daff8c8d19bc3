import { printable } from './printable.js';

/** Whether the operating system refused something, which is no bug of ours. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
  ENOENT: 'a folder on the way to it does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long for the file system',
  EFTYPE: 'this is no file, but a pipe, a socket or a device',
  EXDEV: 'a part of the folder lies on another file system',
};

/** What happened and where, in one line. */
export function explainSystemError(error: NodeJS.ErrnoException): string {
  const reason =
    error.code === 'ENOSPC' && error.syscall === 'watch'
      ? 'the system allows no more files to be watched'
      : (REASONS[error.code ?? ''] ?? error.message);
  return printable(error.path === undefined ? reason : `${error.path}: ${reason}`);
}
