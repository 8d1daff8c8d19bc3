import type { ReplyContract } from '../../contract.js';
import { asText, evaluate, parseExpression } from '../envelope/expression.js';
import { extraNames } from '../envelope/names.js';
import { own } from '../own.js';
import type { Headers } from '../transport.js';

/** The header that a request names its inbox in: the declared one, else `reply-to`. */
export const replyHeaderName = (reply: ReplyContract): string => {
  const location = reply.location === undefined ? undefined : parseExpression(reply.location);
  const header = location?.part === 'header' ? location.path[0] : undefined;
  return header ?? extraNames.replyTo;
};

/** Where a request wants its reply; `undefined` when it does not say. */
export const replyAddress = (
  reply: ReplyContract,
  payload: unknown,
  headers: Headers,
): string | undefined => {
  const location = reply.location === undefined ? undefined : parseExpression(reply.location);
  const declared = location && asText(evaluate(location, payload, headers));
  return declared ?? asText(own(headers, extraNames.replyTo));
};
