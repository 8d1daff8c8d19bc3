import type { Contract } from '../../templates/runtime/contract.js';
import type { Literal } from '../emit/literal.js';
import type { Model } from '../model/model.js';
import type { Perspective } from '../outputs/options.js';
import { channelLiteral, operationLiteral } from '../outputs/contract/print-operation.js';
import type { References } from '../outputs/contract/print-operation.js';

/**
 * The document as `contract.ts` of its generated code has it, but for what its messages look like:
 * enough to find topics, exchanges, queues and dead letters by the code of the run time itself.
 */
export function contractData(model: Model, perspective: Perspective): Contract {
  const messages = new Map(
    model.messages.map(({ id, names: { type } }) => [
      id,
      { type, wireType: type, contentType: 'application/octet-stream', payload: {} },
    ]),
  );
  const known = {
    messages: (ids: readonly string[]): Literal => ids.map((id) => messages.get(id)),
  };
  const channels = new Map<string, Literal>(
    model.channels.map((channel) => [channel.id, channelLiteral(channel, known)]),
  );
  const references: References = { ...known, channel: (id) => channels.get(id) };
  const operations = Object.fromEntries(
    model.operations.map((operation) => [
      operation.name,
      operationLiteral(operation, references, perspective),
    ]),
  );
  // These are the fields that the compiler checks in every generated `contract.ts`.
  return { ...model.info, operations } as unknown as Contract;
}
