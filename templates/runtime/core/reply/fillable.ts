import type { MessageContract, OperationContract } from '../../contract.js';
import { planOf } from '../envelope/plan.js';
import { declaredHeaders } from '../envelope/write-headers.js';
import type { Meta } from '../transport.js';

const anyId = '00000000-0000-7000-8000-000000000000';

/**
 * A handler returns the payload of the reply; its headers are the run time's to write. What it
 * cannot write would make every reply invalid, so that is said when the handler is subscribed.
 * @param source the client's `source`, if it has one
 * @throws TypeError
 */
export const checkReplies = (
  operations: readonly OperationContract[],
  source: string | undefined,
): void => {
  for (const { name, reply } of operations) {
    for (const message of reply?.messages ?? []) {
      const missing = unfillable(message, source);
      if (missing.length > 0) throw new TypeError(explain(name, message, missing));
    }
  }
};

/** The required headers that nothing fills in. */
const unfillable = (message: MessageContract, source: string | undefined): readonly string[] => {
  const { headers } = message;
  if (headers === undefined) return [];
  const filled = declaredHeaders(planOf(message), {}, sample(message, source), 'key');
  return headers.validator
    .issues(filled)
    .filter(({ keyword }) => keyword === 'required')
    .map(({ path }) => path.slice(1));
};

const sample = (message: MessageContract, source: string | undefined): Meta => ({
  id: anyId,
  type: message.wireType,
  time: new Date().toISOString(),
  source,
  version: planOf(message).version,
  correlationId: anyId,
  causationId: anyId,
  contentType: message.contentType,
});

const explain = (operation: string, message: MessageContract, missing: readonly string[]): string =>
  `${operation} cannot reply: ${message.type} requires the headers ${missing.join(', ')}. ` +
  (missing.some((name) => planOf(message).roles.get(name) === 'source')
    ? 'Pass source to createClient'
    : 'A reply has only those headers that the run time fills in: give them an x-header-role or a const, or make them optional');
