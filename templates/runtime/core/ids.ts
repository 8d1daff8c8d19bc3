import { randomUUID } from 'node:crypto';

/** The last three digits of an id, which count. */
const tails = Array.from({ length: 4_096 }, (_, number) => number.toString(16).padStart(3, '0'));

/** All digits but the last three: the same for the ids of one millisecond, up to 4,096 of them. */
let head = '';
let headTime = -1;
let used = tails.length;

/** Time, version 7, and the variant and random digits of a random UUID. */
const newHead = (now: number): void => {
  const hex = now.toString(16).padStart(12, '0');
  head = `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15, 33)}`;
  headTime = now;
  used = 0;
};

/** An id in two parts, which it shares with others. */
export interface NewId {
  readonly head: string;
  readonly tail: string;
}

/**
 * A UUIDv7 (RFC 9562, section 5.7): sorts by time. 62 bits are random for each millisecond, the
 * last 12 count: random digits and their formatting would cost more than the rest of a publish.
 * @param now milliseconds since 1970
 */
export const newId = (now: number): NewId => {
  if (now !== headTime || used === tails.length) newHead(now);
  const tail = tails[used] ?? '';
  used += 1;
  return { head, tail };
};

/** The same as one text. */
export const uuidv7 = (now: number): string => {
  const id = newId(now);
  return id.head + id.tail;
};
