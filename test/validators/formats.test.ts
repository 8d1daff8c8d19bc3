import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/outputs/validators/formats.js';
import { load, schemas } from './support.js';

const oracle = new Ajv({ strict: false });
addFormats.default(oracle, { mode: 'full' });

const PIECES = [
  ...[
    'P',
    'T',
    '1Y',
    '2M',
    '3D',
    '4H',
    '5S',
    '6W',
    '1.5S',
    '0',
    '12',
    '23',
    '59',
    '60',
    '24',
    '99',
  ],
  ...[
    '2024-02-29',
    '2023-02-29',
    '-',
    ':',
    '.',
    '+',
    'Z',
    'z',
    't',
    ' ',
    '\n',
    '12:30:00',
    '23:59:60',
  ],
  ...[
    '/',
    '#',
    '~0',
    '~1',
    '~',
    '%20',
    '%',
    'a',
    'é',
    '😀',
    '@',
    '"',
    "'",
    '{',
    '}',
    '\\',
    '\u2028',
  ],
  ...[
    'http://',
    'ftp://',
    'example.org',
    'www.',
    '10.0.0.1',
    '192.168.1.1',
    '8.8.8.8',
    ':80',
    '?q=1',
  ],
  ...[
    'AAAA',
    'QQ==',
    'QUI=',
    '=',
    '::',
    'ffff',
    '1:2:3:4:5:6:7:8',
    'urn:uuid:',
    'xn--',
    '..',
    '[',
    ']',
  ],
  ...['7b6f1d52-5e1b-4a7e-9c39-4a3f1f6a1a10', '(', ')', '*', '\\Z', 'a\\Z', '', 'mailto:', 'x'],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const formats = [...FORMATS].filter(([, { type }]) => type === 'string').map(([name]) => name);

test.each(formats)('%s means what ajv-formats means by it', (format) => {
  const json = { type: 'string', format };
  const validator = load(schemas({ main: json })).get('main');
  const fits = oracle.compile(json);
  fc.assert(
    fc.property(text, (value) => {
      expect(validator?.is(value), JSON.stringify(value)).toBe(fits(value));
    }),
    { seed: 20261121, numRuns: Number(process.env['RUNS'] ?? 3000) },
  );
});
