import { extraNames } from '../envelope/names.js';
import { own } from '../own.js';
import type { Delivery, Headers } from '../transport.js';
import { brokersNotes, positionOf } from './dead-letter.js';
import type { Work } from './work.js';

/** What a copy that waits carries on; where it becomes a dead letter this is what that says. */
const firstFailureName = 'x-dead-first-failure';

/** The headers of the copy that comes back later: the original's, and what was tried so far. */
export const postponedHeaders = ({ delivery, attempts, firstFailure }: Work): Headers => ({
  ...withoutNotes(delivery),
  [extraNames.retryCount]: attempts,
  ...(firstFailure === undefined
    ? {}
    : { [firstFailureName]: new Date(firstFailure).toISOString() }),
  ...positionOf(delivery),
});

const withoutNotes = ({ headers }: Delivery): Headers =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name !== extraNames.notBefore && !brokersNotes.test(name),
    ),
  );

/** Goes on counting where the copy of an earlier try left off. */
export const recall = (work: Work): void => {
  const { headers } = work.delivery;
  const attempts = Number(own(headers, extraNames.retryCount));
  if (Number.isSafeInteger(attempts) && attempts > 0) work.attempts = attempts;
  const firstFailure = Date.parse(String(own(headers, firstFailureName)));
  if (!Number.isNaN(firstFailure)) work.firstFailure = firstFailure;
};
