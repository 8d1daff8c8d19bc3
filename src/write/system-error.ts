/** Whether an error is the file system's, of this kind (`ENOENT`, `EEXIST`, ...). */
export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
