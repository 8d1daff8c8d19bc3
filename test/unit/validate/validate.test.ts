import { describe, expect, it } from 'vitest';
import { loadText } from '../../../src/load/load.js';
import { walk } from '../../../src/spec/walk.js';
import { validate } from '../../../src/validate/validate.js';
import { document } from '../../../bench/lib/document.js';

const sourceOf = (text: string) => loadText(text, 'asyncapi.yaml', { cwd: '/nowhere' }).value!;

const head = 'asyncapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n';

/** A graph of schemas in which each one uses the next twice: two to the power of `levels` paths. */
const diamonds = (levels: number): string =>
  `${head}components:\n  schemas:\n${Array.from(
    { length: levels },
    (_, level) =>
      `    S${level}:\n      properties:\n` +
      `        a: { $ref: '#/components/schemas/S${level + 1}' }\n` +
      `        b: { $ref: '#/components/schemas/S${level + 1}' }\n`,
  ).join('')}    S${levels}: { type: strin }\n`;

describe('validate', () => {
  it('gives the source back when there is no error', () => {
    const source = sourceOf(head);
    expect(validate(source)).toEqual({ value: source, diagnostics: [] });
  });

  it('gives no value when there is an error, and keeps it when there are only warnings', () => {
    expect(validate(sourceOf(`${head}tags: []\n`)).value).toBeUndefined();
    const warned = validate(
      sourceOf(
        `${head}components: { schemas: { A: { $ref: '#/components/schemas/B', title: A }, B: {} } }\n`,
      ),
    );
    expect(warned.value).toBeDefined();
    expect(warned.diagnostics).toMatchObject([{ code: 'ref/siblings', severity: 'warning' }]);
  });

  it('sees each schema once however many paths lead to it', () => {
    const { diagnostics } = validate(sourceOf(diamonds(24)));
    expect(diagnostics).toMatchObject([
      { code: 'schema/valid', pointer: '/components/schemas/S24/type' },
    ]);
  });

  it('takes time in proportion to the document', () => {
    const [small, large] = [sourceOf(document(300)), sourceOf(document(3000))];
    const time = (source: typeof small): number => {
      const start = process.cpuUsage().user;
      validate(source);
      return process.cpuUsage().user - start;
    };
    time(small);
    const [one, ten] = [Math.min(time(small), time(small), time(small)), time(large)];
    expect(ten / one).toBeLessThan(40);
  });

  it('goes down a schema that is nested deeply', () => {
    const nested = `${'{"not":'.repeat(90)}{"type":"strin"}${'}'.repeat(90)}`;
    const source = sourceOf(`${head}components: { schemas: { A: ${nested} } }`);
    expect(validate(source).diagnostics).toMatchObject([
      { code: 'schema/valid', pointer: `/components/schemas/A${'/not'.repeat(90)}/type` },
    ]);
  });

  it('writes no control character of the document into a message', () => {
    const source = sourceOf(`${head}"\\e[31m\\u202E": 1\nchannels: { a: { "\\r\\n": 1 } }\n`);
    const texts = validate(source).diagnostics.flatMap(({ message, help }) => [
      message,
      help ?? '',
    ]);
    expect(texts).toHaveLength(4);
    expect(texts.filter((text) => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(text))).toEqual([]);
  });

  it('quotes the name of a file in the command for the converter', () => {
    const { value } = loadText('asyncapi: 2.6.0', "my $(rm) 'doc'.yaml", { cwd: '/nowhere' });
    const [finding] = validate(value!).diagnostics;
    expect(finding?.help).toContain(
      `convert 'my $(rm) '\\''doc'\\''.yaml' --output 'my $(rm) '\\''doc'\\''.v3.yaml' --target-version 3.0.0`,
    );
  });
});

describe('walk', () => {
  it('shows each object with its kind, across references and once', () => {
    const source = sourceOf(
      `${head}channels:\n  a: { messages: { M: { $ref: '#/components/messages/M' } } }\n` +
        `  b: { messages: { M: { $ref: '#/components/messages/M' } } }\n` +
        `components:\n  messages: { M: { payload: { type: object, properties: { x: true, y: {} } } } }\n`,
    );
    const seen = walk(source).nodes.map(({ kind, place }) => `${kind} ${place.pointer}`);
    expect(seen.sort()).toEqual([
      'channel /channels/a',
      'channel /channels/b',
      'components /components',
      'document ',
      'info /info',
      'message /components/messages/M',
      'schema /components/messages/M/payload',
      'schema /components/messages/M/payload/properties/y',
    ]);
  });

  it('shows each reference with where it leads and what it should be', () => {
    const source = sourceOf(
      `${head}channels: { a: { messages: { M: { $ref: '#/components/schemas/S' } } } }\n` +
        `components: { schemas: { S: {} } }\n`,
    );
    const seen = walk(source).references.map(({ from, wrongKind }) => [from.pointer, wrongKind]);
    expect(seen).toEqual([['/channels/a/messages/M', 'Schema Object']]);
  });
});
