import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { petevents } from '../support/cli.js';
import { scratch } from '../support/paths.js';

let cwd: string;

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Pets, version: 1.0.0 }
channels:
  pets:
    address: pets
    messages:
      PetAdopted:
        payload:
          type: object
          required: [petId]
          properties:
            petId: { type: integer }
            parent: { $ref: '#/channels/pets/messages/PetAdopted/payload' }
`;

beforeEach(() => {
  cwd = scratch('cli-verify');
  put('pets.yaml', DOCUMENT);
});

const verify = (...args: string[]) => petevents(['verify', 'pets.yaml', ...args], { cwd });

function put(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), content);
  return name;
}

const GOOD = '{"petId":1}';
const BAD = '{"petId":"1"}';

describe('petevents verify', () => {
  test('valid messages print a sum and end with 0', async () => {
    put('PetAdopted.json', GOOD);
    expect(await verify('PetAdopted.json')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '1 message: 1 valid, 0 invalid (PetAdopted 1)\n',
    });
  });

  test('a fault shows its line in the message file, the rule and the code, and ends with 1', async () => {
    put('recorded.ndjson', `${GOOD}\n${BAD}\n`);
    const { exitCode, stdout, stderr } = await verify('recorded.ndjson');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        'error `PetAdopted`: This must be a whole number, but it is the text "1". verify/payload',
        '  --> recorded.ndjson:2:10',
        '  2 | {"petId":"1"}',
        '    |          ^^^',
        '  see pets.yaml:12:28: the rule',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('2 messages: 1 valid, 1 invalid (PetAdopted 2)\n');
  });

  test('folders, globs and files are read in order, each file once', async () => {
    put('a/PetAdopted.1.json', GOOD);
    put('a/deep/PetAdopted.2.json', BAD);
    put('a/node_modules/PetAdopted.json', BAD);
    put('b/one.jsonl', BAD);
    put('b/two.txt', BAD);
    const { stdout, stderr } = await verify('a', 'a/**/*.json', 'b/*.{jsonl,ndjson}');
    expect(stdout.match(/--> .*/g)).toEqual([
      '--> a/deep/PetAdopted.2.json:1:10',
      '--> b/one.jsonl:1:10',
    ]);
    expect(stderr).toContain('3 messages: 1 valid, 2 invalid');
  });

  test('standard input is read as it comes', async () => {
    const stdin = `${GOOD}\n${BAD}\n`;
    const result = await petevents(['verify', 'pets.yaml', '-', '-m', 'PetAdopted'], {
      cwd,
      stdin,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('--> <stdin>:2:10');
  });

  test('json has the diagnostics and nothing else on stdout', async () => {
    put('a.json', BAD);
    const { stdout } = await verify('a.json', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { error: 1 },
      diagnostics: [
        {
          code: 'verify/payload',
          pointer: '/petId',
          at: { uri: 'a.json', line: 1, column: 10, endLine: 1, endColumn: 13 },
          related: [{ message: 'the rule', at: { uri: 'pets.yaml', line: 12, column: 28 } }],
        },
      ],
    });
  });

  test('a report does not replace the messages that it is about', async () => {
    put('a.json', BAD);
    const { exitCode, stderr } = await verify('a.json', '--output', 'json=a.json');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'petevents: a.json was read for messages; give --output another file\n',
    });
    expect(readFileSync(join(cwd, 'a.json'), 'utf8')).toBe(BAD);
    expect((await verify('a.json', '--output', 'json=b.json')).exitCode).toBe(1);
    expect(readFileSync(join(cwd, 'b.json'), 'utf8')).toContain('verify/payload');
  });

  test('of many faults the first are printed and all are summed up', async () => {
    put('a.ndjson', `${BAD}\n`.repeat(150) + '{}\n'.repeat(1200));
    const { stdout, stderr } = await verify('a.ndjson', '--max-findings', '10');
    expect(stdout.match(/verify\/payload$/gm)).toHaveLength(10);
    expect(stderr).toBe(
      [
        '1,350 messages: 0 valid, 1,350 invalid (PetAdopted 1,350)',
        '1,340 findings more, not shown (--max-findings)',
        'by reason:',
        '  1,200  PetAdopted: payload required',
        '    150  PetAdopted: payload /petId type',
        '',
      ].join('\n'),
    );
  });

  test('--unknown-fields lists what no schema names', async () => {
    put('a.ndjson', '{"petId":1,"colour":"red"}\n'.repeat(2));
    const { exitCode, stderr } = await verify('a.ndjson', '--unknown-fields');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('fields that no schema names:\n  2  PetAdopted: payload /colour\n');
  });

  test('control sequences of a message do not reach the terminal', async () => {
    put('a.ndjson', '{"petId":"\\u001b[2J"}\n{"petId":"\u009b2J"}\n');
    const { stdout, stderr } = await verify('a.ndjson');
    expect(stdout + stderr).not.toMatch(/[\u001b\u009b]/);
  });
});

describe('hostile messages get one clear finding each', () => {
  const bytes = (...parts: (string | number[])[]): Uint8Array =>
    Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
    );

  const cases: [string, string, string | Uint8Array, { code: number; says: string; at: string }][] =
    [
      [
        '10,000 levels',
        'a.json',
        '['.repeat(10_000) + ']'.repeat(10_000),
        { code: 1, says: 'nested deeper than 500 levels. verify/syntax', at: 'a.json:1:' },
      ],
      [
        '10,000 levels of objects',
        'a.ndjson',
        `${'{"parent":'.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
        { code: 1, says: 'nested deeper than 500 levels. verify/syntax', at: 'a.ndjson:1:' },
      ],
      [
        '10,000 open brackets',
        'a.json',
        '{"a":'.repeat(10_000),
        { code: 1, says: 'verify/syntax', at: 'a.json:1:' },
      ],
      [
        'a key twice',
        'a.json',
        '{"petId":1,\n "petId":2}',
        { code: 1, says: 'stands twice in one object. verify/duplicate-key', at: 'a.json:2:2' },
      ],
      [
        'a key twice by an escape',
        'a.ndjson',
        '{"petId":1,"pet\\u0049d":2}\n',
        { code: 1, says: 'verify/duplicate-key', at: 'a.ndjson:1:12' },
      ],
      [
        'a number that no double holds',
        'a.ndjson',
        '{"petId":1e999}\n',
        { code: 1, says: 'verify/number', at: 'a.ndjson:1:10' },
      ],
      [
        'a byte that is no UTF-8',
        'a.ndjson',
        bytes(`${GOOD}\n{"petId":"`, [0xff], `"}\n${GOOD}\n`),
        { code: 1, says: 'This line is no UTF-8 text. verify/encoding', at: 'a.ndjson:2:1' },
      ],
      [
        'UTF-8 cut in a character',
        'a.json',
        bytes('{"petId":"', [0xe2, 0x82], '"}'),
        { code: 2, says: 'input/binary', at: 'a.json:1:1' },
      ],
      [
        'a last line that is cut off',
        'a.ndjson',
        `${GOOD}\n{"petId":`,
        { code: 1, says: 'The input ends in this line: was it cut off?', at: 'a.ndjson:2:1' },
      ],
      [
        'a comma too many',
        'a.json',
        '[\n  {"petId":1},\n]\n',
        { code: 1, says: 'A comma before `]` is not JSON. verify/syntax', at: 'a.json:3:1' },
      ],
      [
        'two documents in a row',
        'a.json',
        `${GOOD} ${GOOD}`,
        {
          code: 1,
          says: 'Nothing may follow the end of the JSON document. verify/syntax',
          at: 'a.json:1:13',
        },
      ],
      [
        'a binary file',
        'a.ndjson',
        bytes([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255, 10, 0]),
        { code: 2, says: 'This is a binary file, not text. input/binary', at: 'a.ndjson:1:1' },
      ],
      [
        'an empty file',
        'a.json',
        '',
        { code: 2, says: 'The file is empty. input/empty', at: 'a.json:1:1' },
      ],
      [
        'a file of white space',
        'a.json',
        ' \n\t\n',
        { code: 2, says: 'The file is empty. input/empty', at: 'a.json:1:1' },
      ],
      [
        'a line of 17 MiB',
        'a.ndjson',
        `${GOOD}\n"${'a'.repeat(17 << 20)}"\n${BAD.slice(0, -1)}\n`,
        { code: 1, says: 'was skipped. verify/too-large', at: 'a.ndjson:2:1' },
      ],
      [
        'a JSON file of 65 MiB',
        'a.json',
        `[${`${GOOD},`.repeat(5_800_000)}1]`,
        {
          code: 2,
          says: "input/too-large\n  --> a.json:1:1\n  help Give one message a line instead (NDJSON), which has no limit: `jq -c '.[]' messages.json`.",
          at: 'a.json:1:1',
        },
      ],
    ];

  test.each(cases)('%s', async (_what, name, content, { code, says, at }) => {
    const { exitCode, stdout, stderr } = await verify(put(name, content));
    expect({ exitCode, stdout: stdout.slice(0, 2000) }).toMatchObject({
      exitCode: code,
      stdout: expect.stringContaining(says),
    });
    expect(stdout).toContain(`--> ${at}`);
    expect(stdout + stderr).not.toMatch(/ {4}at |bug of its own/);
  });

  test.each([
    ['a byte order mark', '\ufeff{"petId":1}'],
    ['a byte order mark in NDJSON', `\ufeff${GOOD}\n${GOOD}\n`],
    ['CRLF and empty lines', `${GOOD}\r\n\r\n  \r\n${GOOD}\r\n`],
    ['an empty list', '[]'],
    [
      'keys that are names of Object',
      '{"petId":1,"__proto__":{"a":1},"constructor":2,"toString":3}',
    ],
    ['quotes and colons in texts', '{"petId":1,"a":"\\\\\\":\\"","b\\":":"x\\\\"}'],
  ])('%s is fine', async (_what, content) => {
    const { exitCode, stdout } = await verify(put('a.json', content));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });
});

describe('--fail-on and --quiet', () => {
  test('a finding below the bar does not fail, one above it does', async () => {
    put('PetAdopted.json', BAD);
    expect((await verify('PetAdopted.json', '--fail-on', 'never')).exitCode).toBe(0);
    const foreign = `asyncapi: 3.0.0
info: { title: Pets, version: 1.0.0 }
channels:
  pets:
    messages:
      PetAdopted:
        payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {} }
`;
    put('pets.yaml', foreign);
    expect((await verify('PetAdopted.json')).exitCode).toBe(0);
    expect((await verify('PetAdopted.json', '--fail-on', 'info')).exitCode).toBe(1);
  });

  test('what cannot be read is no finding', async () => {
    expect((await verify('none.json', '--fail-on', 'never')).exitCode).toBe(2);
  });

  test('quiet prints errors, and nothing when there are none', async () => {
    put('PetAdopted.json', GOOD);
    expect(await verify('PetAdopted.json', '-q')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    put('PetAdopted.json', BAD);
    const { stdout, stderr } = await verify('PetAdopted.json', '--quiet');
    expect(stdout).toContain('verify/payload');
    expect(stderr).toBe('');
  });
});

describe('what cannot be read ends with 2', () => {
  test.each([
    ['a missing file', () => ['PetAdoptd.json'], 'there is no such file. input/unreadable'],
    ['a folder without messages', () => (put('empty/a.txt', ''), ['empty']), 'input/no-messages'],
    ['a pattern without files', () => ['nothing/*.json'], 'input/no-messages'],
    [
      'a link in a circle',
      () => (symlinkSync('loop', join(cwd, 'loop')), ['loop']),
      'input/unreadable',
    ],
  ])('%s', async (_what, make, says) => {
    put('PetAdopted.json', GOOD);
    const { exitCode, stdout, stderr } = await verify(...make(), 'PetAdopted.json');
    expect(exitCode).toBe(2);
    expect(stdout).toContain(says);
    expect(stderr).toContain('1 message: 1 valid');
    expect(stdout + stderr).not.toMatch(/ {4}at |bug of its own/);
  });

  test.each([
    ['no messages', [], 'give messages to verify'],
    ['messages and a broker', ['a.json', '--from', 'kafka://a'], 'not both'],
    ['an unknown message', ['a.json', '-m', 'PetAdoptd'], 'Did you mean `PetAdopted`?'],
    ['an unknown channel', ['a.json', '-c', 'petz'], 'Did you mean `pets`?'],
    ['an unknown broker', ['--from', 'mqtt://a'], '--from takes kafka://'],
    ['Kafka without a topic', ['--from', 'kafka://a'], '--topic'],
    ['AMQP without an exchange', ['--from', 'amqp://a'], '--exchange'],
    [
      'a topic without a broker',
      ['a.json', '--topic', 't'],
      '--topic is for messages from a broker',
    ],
    ['a count without a broker', ['a.json', '--last', '3'], '--last is for messages from a broker'],
    [
      'an exchange of Kafka',
      ['--from', 'kafka://a', '--topic', 't', '--exchange', 'e'],
      '--exchange is for --from amqp://, not for kafka://',
    ],
    [
      'a topic of AMQP',
      ['--from', 'amqps://a', '--exchange', 'e', '--topic', 't'],
      '--topic is for --from kafka://, not for amqp://',
    ],
    ['a queue', ['--from', 'amqp://a', '--queue', 'q'], 'count as redelivered'],
    ['a duration without a unit', ['--from', 'amqp://a', '--for', '10'], '500ms, 10s, 2m'],
    ['a number that is none', ['a.json', '--max-findings', '-1'], 'whole number'],
  ])('%s', async (_what, args, says) => {
    const { exitCode, stderr } = await verify(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(says) });
    expect(stderr).not.toMatch(/ {4}at |bug of its own/);
  });

  test('a document with errors is reported as validate does, and no message is looked at', async () => {
    put('PetAdopted.json', BAD);
    put('pets.yaml', DOCUMENT.replace('address', 'adress'));
    const { exitCode, stdout, stderr } = await verify('PetAdopted.json');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/spec\/unknown-field/);
    expect(stderr).toBe('');
  });
});
