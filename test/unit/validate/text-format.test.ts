import { describe, expect, it } from 'vitest';
import { schemaFormat } from '../../../src/spec/schema-format.js';
import { isRegex, textFormats } from '../../../src/spec/text-format.js';
import { readAddress } from '../../../src/validate/rules/address.js';

describe('text formats', () => {
  it.each(['https://example.com/a?b=c#d', 'urn:example:pets', 'mailto:a@b.c', 'http://[::1]:80/'])(
    'takes %s for a URI',
    (text) => expect(textFormats.uri.test(text)).toBe(true),
  );
  it.each(['example.com', '/path', 'https://a b', '', 'https:', 'http://%zz'])(
    'does not take %s for a URI',
    (text) => expect(textFormats.uri.test(text)).toBe(false),
  );
  it.each([
    ['a@example.com', true],
    ['a.b+c@sub.example.com', true],
    ['a@', false],
    ['@example.com', false],
    ['a b@example.com', false],
  ])('e-mail address %s: %s', (text, valid) => expect(textFormats.email.test(text)).toBe(valid));
  it.each([
    ['$message.header#/a', true],
    ['$message.payload#/a/b~0~1', true],
    ['$message.payload#', true],
    ['$message.body#/a', false],
    ['$message.header#a', false],
    ['$message.header#/a~2', false],
  ])('runtime expression %s: %s', (text, valid) =>
    expect(textFormats['runtime-expression'].test(text)).toBe(valid),
  );
  it('takes a regular expression that only one mode of ECMA-262 understands', () => {
    expect(['\\p{L}', '[\\w-.]', '(?<=a)b', '('].map(isRegex)).toEqual([true, true, true, false]);
  });
});

describe('schemaFormat', () => {
  it.each([
    [undefined, 'asyncapi'],
    ['application/vnd.aai.asyncapi;version=3.0.0', 'asyncapi'],
    ['application/vnd.aai.asyncapi+yaml;version=2.6.0', 'asyncapi'],
    ['application/schema+json;version=draft-07', 'draft-07'],
    ['application/schema+yaml; version="draft-07"', 'draft-07'],
    ['application/schema+json;version=draft-04', 'other-draft'],
    ['application/schema+json;version=2020-12', 'other-draft'],
    ['application/vnd.apache.avro;version=1.9.0', 'foreign'],
    ['anything', 'foreign'],
  ])('%s is %s', (format, family) => expect(schemaFormat(format).family).toBe(family));
});

describe('readAddress', () => {
  it.each([
    ['/', []],
    ['{queue}', ['queue']],
    ['pets.{region}.{id}', ['region', 'id']],
  ])('finds the parameters of %s', (address, parameters) =>
    expect(readAddress(address)).toEqual({ ok: true, parameters }),
  );
  it.each(['{', '}', '{}', '{a{b}}', 'a}{b'])('refuses the braces of %s', (address) =>
    expect(readAddress(address).ok).toBe(false),
  );
});
