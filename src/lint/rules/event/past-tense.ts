import { defineRule } from '../../rule.js';
import { asFact, orderedVerb, tellsAFact } from '../../words/past-tense.js';
import { meaningfulWords } from '../../words/split.js';
import { queryWords } from '../../words/verbs.js';
import { sentMessages } from './messages.js';
import type { Sent } from './messages.js';

export const pastTense = defineRule({
  id: 'event/past-tense',
  purpose:
    'An event is called by what happened, a command by what to do, a query by what is asked.',
  why: '`OrderPlaced` is a fact: nobody can refuse it, and anybody may act on it. `PlaceOrder` asks one receiver to do something. A name that mixes the two hides who decides. What a message is, `x-kind` says (`event`, `command`, `query`, `reply`); without it, what is sent without awaiting a reply is an event.',
  remedy:
    'Name what happened, the thing first and then the verb in the past, or say `x-kind: command`.',
  strict: 'warning',
  options: {
    facts: {
      purpose: 'Words that count as a past, such as those of another language.',
      default: [],
    },
  },
  checks: {
    document(_root, { document, options, report }) {
      for (const sent of sentMessages(document)) {
        const words = meaningfulWords(sent.name);
        if (words.some((word) => options.facts.includes(word))) continue;
        const fault = words.length === 0 ? undefined : faultOf(sent, words);
        if (fault !== undefined)
          report(sent.at, fault.message, { part: fault.part(sent), ...fault.help });
      }
    },
  },
});

interface Fault {
  readonly message: string;
  readonly help: { readonly help?: string };
  readonly part: (sent: Sent) => 'key' | 'value';
}

const fault = (message: string, help?: string): Fault => ({
  message,
  help: help === undefined ? {} : { help },
  part: ({ at }) => (typeof at.value === 'string' ? 'value' : 'key'),
});

function faultOf({ name, role }: Sent, words: readonly string[]): Fault | undefined {
  if (role === 'event') return ofEvent(name, words);
  if (role === 'command') return ofCommand(name, words);
  if (role === 'query' && !asks(words))
    return fault(
      `The query \`${name}\` does not ask for anything.`,
      'Begin it with `Get`, `Find`, `List` or another word that asks.',
    );
  return undefined;
}

/** Any verb may begin a command, so only what is none is reported. */
function ofCommand(name: string, words: readonly string[]): Fault | undefined {
  if (asFact(words) !== undefined) return undefined;
  if (tellsAFact(words)) return fault(`The command \`${name}\` is called like a fact.`, COMMAND);
  if (orderedVerb(words) !== undefined) return undefined;
  const first = words[0] ?? '';
  return words.length === 1 || /(?:tion|ment|ness|ity|ing|er|or|ance|ence)$/i.test(first)
    ? fault(`The command \`${name}\` does not begin with what to do.`, COMMAND)
    : undefined;
}

const COMMAND = 'Begin it with a verb: `PlaceOrder`.';

const asks = (words: readonly string[]): boolean =>
  queryWords.has(words[0]?.toLowerCase() ?? '') || /^(?:query|request)$/i.test(words.at(-1) ?? '');

function ofEvent(name: string, words: readonly string[]): Fault | undefined {
  if (tellsAFact(words)) return undefined;
  const fact = asFact(words);
  if (fact !== undefined)
    return fault(
      `The event \`${name}\` is called like a command.`,
      `Call it \`${fact}\`, or say \`x-kind: command\`.`,
    );
  if (/ing$/i.test(words.at(-1) ?? '') && words.length > 1)
    return fault(`The event \`${name}\` tells what goes on, not what happened.`);
  return fault(`The event \`${name}\` names a thing, not what happened to it.`);
}
