import { createHash } from 'node:crypto';

/**
 * A UUID (RFC 9562, version 8) that follows from a text: whoever works it out, and however often, gets
 * the same. For ids of commands and of what they make, so that a repeat is known.
 */
export const uuidFrom = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...groups, hex.slice(20, 32)].join('-');
};
