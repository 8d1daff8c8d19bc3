import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitDocs } from '../../src/outputs/docs/index.js';
import { modelOfDocument } from './model-of.js';
import { nodes, structure } from './structure.js';

const NASTY = [
  ...[
    '# x',
    '## x\n\ny',
    '| a | b |',
    '|---|---|',
    '\\|',
    '\\\\|',
    '`',
    '``',
    '```',
    '~~~',
    '~~~ `x`',
  ],
  ...[
    '\n',
    '\n\n',
    '\r',
    '\u2028',
    '\t',
    '    ',
    '> ',
    '- ',
    '1. ',
    '---',
    '===',
    '\n---\n',
    '***',
  ],
  ...[
    '<script>',
    '</td>',
    '<!--',
    '-->',
    '<a href="javascript:x">',
    '&lt;',
    '&#58;',
    '<br>',
    '*',
    '**',
  ],
  ...[
    '_',
    '[',
    ']',
    '](',
    ')',
    '[x](javascript:alert(1))',
    '[x](java&#115;cript:x)',
    '[x]:',
    '![',
    '\\',
  ],
  ...[
    '[a]: javascript:x',
    '<javascript:x>',
    '[^1]: x',
    '[^1]',
    '](data:text/html,x)',
    'a',
    ' ',
    '$',
  ],
] as const;

const nasty = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 4, unit: 'binary' })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join('').slice(0, 56));

/** A regular expression for a text: one that does not compile would leave the example unchecked. */
const asPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Ajv compiles no schema with half a surrogate pair in the name of a property. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '?');

/** A document with text in every position that the reference shows. */
const documentWith = (text: string): unknown => ({
  asyncapi: '3.0.0',
  info: {
    title: `t ${text} t`,
    version: `1 ${text} 1`,
    description: `d ${text}`,
    license: { name: `n ${text}`, url: text },
    contact: { name: `n ${text}`, url: text, email: text },
    tags: [{ name: `t ${text}` }],
    externalDocs: { url: text, description: `d ${text}` },
  },
  servers: {
    main: {
      host: `h ${text}`,
      protocol: 'kafka',
      protocolVersion: text,
      description: `d ${text}`,
      variables: {
        v: { default: `d ${text}`, enum: [`e ${text}`, 'x'], description: `d ${text}` },
      },
      security: [{ type: `scram ${text}`, description: `d ${text}` }],
    },
  },
  channels: {
    pets: {
      address: `a ${text} {id}`,
      title: `t ${text}`,
      summary: `s ${text}`,
      description: `d ${text}`,
      tags: [{ name: `t ${text}` }],
      parameters: {
        id: {
          enum: [`e ${text}`],
          default: `d ${text}`,
          description: `d ${text}`,
          examples: [text],
        },
      },
      messages: { Pet: { $ref: '#/components/messages/Pet' } },
      bindings: { kafka: { topic: `t ${text}` } },
    },
  },
  operations: {
    send: {
      action: 'send',
      channel: { $ref: '#/channels/pets' },
      title: `t ${text}`,
      summary: `s ${text}`,
      bindings: { amqp: { cc: [text], [`f ${text}`]: { x: text } } },
    },
  },
  components: {
    messages: {
      Pet: {
        name: `n ${text}`,
        title: `t ${text}`,
        summary: `s ${text}`,
        description: `d ${text}`,
        contentType: `c ${text}`,
        correlationId: { location: `l ${text}`, description: `d ${text}` },
        headers: { properties: { h: { pattern: `p ${asPattern(text)}` } } },
        payload: {
          type: 'object',
          title: `t ${text}`,
          description: `d ${text}`,
          properties: {
            [`p ${wellFormed(text)}`]: {
              type: 'string',
              title: `t ${text}`,
              default: text,
            },
            format: { type: 'string', format: `f ${text}` },
            choice: {
              oneOf: [
                {
                  title: `t ${text}`,
                  type: 'object',
                  properties: { [`q ${wellFormed(text)}`]: { const: text } },
                },
              ],
            },
            values: { enum: [`v ${text}`, 1] },
            example: { type: 'string', examples: [text] },
          },
        },
        examples: [{ name: `n ${text}`, summary: `s ${text}`, payload: { [`k ${text}`]: text } }],
      },
    },
  },
});

const pages = async (text: string): Promise<Map<string, string>> =>
  new Map(
    (await emitDocs(modelOfDocument(documentWith(text)), `s ${text}.yaml`)).map((file) => [
      file.path,
      file.text,
    ]),
  );

describe('text of a document', () => {
  test('stays in its cell, quote, fence, heading and link', async () => {
    const harmless = await pages('word');
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        for (const [path, page] of await pages(text)) {
          expect(await structure(page), page).toBe(await structure(harmless.get(path) ?? ''));
        }
      }),
      { numRuns: 60, examples: [['$$<a href="javascript:x">']] },
    );
  });

  test('brings in no HTML and no link that runs something', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        for (const page of (await pages(text)).values()) {
          const found = await nodes(page);
          expect(
            found.filter(({ type }) => type === 'html'),
            page,
          ).toHaveLength(1);
          const urls = found.flatMap(({ url }) => (url === undefined ? [] : [url]));
          const odd = urls.filter(
            (url) => /^\s*[a-z][a-z0-9+.-]*:/i.test(url) && !/^(?:https?|mailto):/i.test(url),
          );
          expect(odd, page).toEqual([]);
        }
      }),
      { numRuns: 60, examples: [['$$<a href="javascript:x">']] },
    );
  });
});
