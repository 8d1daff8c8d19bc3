import type { Message, MessageExample } from '../../model/model.js';
import type { ExampleVerdicts, Verdict } from './examples.js';
import { fenced } from './json-block.js';
import { blocks, plain } from './markdown.js';

/** The examples of a message, each with what is wrong with it. */
export const exampleBlocks = (message: Message, verdicts: ExampleVerdicts): string[] =>
  blocks(
    ...message.examples.map((example, at) =>
      blocks(
        caption(example, at, message.examples.length),
        verdict(verdicts(message.id, at)),
        example.headers === undefined ? [] : blocks(['Headers:'], fenced(example.headers)),
        example.payload === undefined
          ? []
          : blocks(example.headers === undefined ? [] : ['Payload:'], fenced(example.payload)),
      ),
    ),
  );

function caption({ name, summary }: MessageExample, at: number, count: number): string[] {
  const title = name ?? (count > 1 ? `Example ${String(at + 1)}` : undefined);
  const words = [title === undefined ? '' : `**${plain(title)}**`, plain(summary ?? '')];
  const line = words.filter((word) => word !== '' && word !== '****').join(': ');
  return line === '' ? [] : [line];
}

function verdict({ faults, unchecked }: Verdict): string[] {
  if (faults.length > 0)
    return [`**This example does not fit its schema:** ${faults.map(plain).join('; ')}.`];
  return unchecked ? ['This example was not checked: its schema cannot be used for that.'] : [];
}
