import { Buffer } from 'node:buffer';

/** A record's key, which the run time writes as UTF-8. */
export const keyText = (key: Uint8Array | undefined): string | undefined => {
  if (key === undefined) return undefined;
  const { buffer, byteOffset, byteLength } = key;
  return (Buffer.isBuffer(key) ? key : Buffer.from(buffer, byteOffset, byteLength)).toString();
};
