import type { MessageContract, OperationContract, ReplyContract } from '../../contract.js';
import { UnknownTargetError } from '../../errors.js';
import type { Expression } from '../envelope/expression.js';
import { asText, evaluate, parseExpression } from '../envelope/expression.js';
import { extraNames } from '../envelope/names.js';
import { own } from '../own.js';
import type { Headers } from '../transport.js';

const locationOf = ({ location }: ReplyContract): Expression | undefined =>
  location === undefined ? undefined : parseExpression(location);

/** The header that a request names its inbox in: the declared one, else `reply-to`. */
const replyHeaderName = (reply: ReplyContract): string => {
  const location = locationOf(reply);
  const header = location?.part === 'header' ? location.path[0] : undefined;
  return header ?? extraNames.replyTo;
};

/** Where a request wants its reply; `undefined` when it does not say. */
export const replyAddress = (
  reply: ReplyContract,
  payload: unknown,
  headers: Headers,
): string | undefined => {
  const location = locationOf(reply);
  const declared = location && asText(evaluate(location, payload, headers));
  return declared ?? asText(own(headers, extraNames.replyTo));
};

/** A request to be sent. */
interface Asking {
  readonly operation: OperationContract;
  readonly reply: ReplyContract;
  readonly message: MessageContract;
  readonly payload: unknown;
}

/**
 * The header that tells where the reply goes.
 * @throws UnknownTargetError when the headers are closed and declare none
 */
export const replyHeader = ({ operation, reply, message }: Asking, address: string): Headers => {
  const name = replyHeaderName(reply);
  const { headers } = message;
  const fixed = typeof reply.channel?.address === 'string';
  if (!fixed && headers?.closed === true && !Object.hasOwn(headers.properties, name)) {
    throw new UnknownTargetError(
      `${operation.name}: the headers of ${message.type} allow no ${name}, which would say where the reply goes`,
    );
  }
  return { [name]: address };
};

/**
 * The document may have the payload say where the reply goes. The run time writes into no payload,
 * so the caller picks that address, and listens there.
 * @param replyTo the address that the caller named beside the payload
 * @throws UnknownTargetError when the payload names another one
 */
export const checkPayloadAddress = (asking: Asking, replyTo: string | undefined): void => {
  const location = locationOf(asking.reply);
  if (location?.part !== 'payload') return;
  const named = asText(evaluate(location, asking.payload, undefined));
  if (named === undefined || named === replyTo) return;
  throw new UnknownTargetError(
    `${asking.operation.name}: the payload sends the reply to ${named}, ` +
      (replyTo === undefined
        ? 'where this client does not listen: pass the same address as replyTo to send without waiting'
        : `replyTo to ${replyTo}`),
  );
};
