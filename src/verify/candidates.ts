import type { Contract } from './contract.js';
import { namedByPath } from './file-names.js';
import type { Candidates } from './verifier.js';

/** What the caller says about which messages to expect. */
export interface Expectation {
  /** A message's name or key. */
  readonly message?: string;
  /** A channel's key or address. */
  readonly channel?: string;
}

/** An expectation that the document knows nothing of; the text is for the caller. */
export interface UnknownName {
  readonly problem: string;
}

/** The messages that records can be, as far as the caller says it. */
export function expected(
  contract: Contract,
  { message, channel }: Expectation,
): Candidates | UnknownName {
  if (message !== undefined) return byMessage(contract, message);
  if (channel === undefined)
    return { messages: contract.messages, words: 'messages of the document' };
  const found = contract.channel(channel);
  if (found !== undefined)
    return { messages: found.messages, words: `messages of the channel \`${found.id}\`` };
  return unknown('channel', channel, contract.nearestChannel(channel));
}

function byMessage(contract: Contract, message: string): Candidates | UnknownName {
  const messages = contract.named(message);
  if (messages.length > 0) return { messages, words: `messages called \`${message}\`` };
  return unknown('message', message, contract.nearestMessage(message));
}

/** The messages of the channels whose address this is; `others` when it is no channel's. */
export function candidatesAt(contract: Contract, address: string, others: Candidates): Candidates {
  const channels = contract.channelsAt(address);
  if (channels.length === 0) return others;
  return {
    messages: [...new Set(channels.flatMap(({ messages }) => messages))],
    words: `messages of \`${address}\``,
  };
}

/** Narrows down by the name of the file, unless the caller named the message. */
export function narrowByPath(contract: Contract, candidates: Candidates, path: string): Candidates {
  const named = namedByPath(contract, path).filter((rules) => candidates.messages.includes(rules));
  const [first] = named;
  return first === undefined
    ? candidates
    : { messages: named, words: `messages called \`${first.name}\`, as the file is` };
}

const unknown = (kind: string, name: string, meant: string | undefined): UnknownName => ({
  problem: `The document has no ${kind} \`${name}\`.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
});
