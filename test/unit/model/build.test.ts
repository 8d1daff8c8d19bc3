import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { load as parseYaml, dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { load, loadText } from '../../../src/load/load.js';
import { build } from '../../../src/model/build.js';
import type { Model } from '../../../src/model/model.js';
import { corpusDocuments } from '../../support/corpus.js';
import { inProject } from '../../support/paths.js';
import { messageCalled, modelOf, operationCalled, schemaCalled, schemaWith } from './support.js';

const fileModel = async (...path: string[]): Promise<Model> => {
  const { value } = await load(inProject('fixtures', ...path), { cwd: inProject('fixtures') });
  const model = value === undefined ? undefined : build(value).value;
  if (model === undefined) throw new Error('no model');
  return model;
};

describe('the PetStore', () => {
  it('has every message, also those that no operation uses', async () => {
    const model = await fileModel('petstore', 'asyncapi.yaml');
    expect(model.messages.map(({ names }) => names)).toEqual([
      { type: 'AdoptionCompleted', value: 'adoptionCompleted', file: 'adoption-completed' },
      { type: 'PetAdopted', value: 'petAdopted', file: 'pet-adopted' },
      { type: 'PetAvailable', value: 'petAvailable', file: 'pet-available' },
    ]);
    expect(schemaCalled(model, 'PetAdopted').module).toBe('messages/pet-adopted');
    expect(operationCalled(model, 'publishPetAdopted')).toMatchObject({
      action: 'send',
      channel: 'petAdopted',
      messages: ['#/components/messages/PetAdopted'],
      doc: { summary: 'Announce an adoption.' },
    });
  });

  it('has the system document: traits, replies, bindings, shared headers', async () => {
    const model = await fileModel('petstore-system', 'asyncapi.yaml');
    const adopted = messageCalled(model, 'PetAdoptedV2');
    expect(adopted.bindings).toEqual({
      kafka: { key: { $ref: '#/components/schemas/PetId' }, bindingVersion: '0.5.0' },
    });
    expect(adopted.extensions).toMatchObject({
      'x-version': 2,
      'x-key': '$message.payload#/petId',
    });
    expect(schemaWith(model, adopted.headers)).toMatchObject({
      names: { type: 'PetAdoptedV2Headers', value: 'petAdoptedV2Headers', file: 'pet-adopted-v2' },
      module: 'messages/pet-adopted-v2',
      json: {
        type: 'object',
        allOf: [{ $ref: '#/components/schemas/Envelope' }],
        properties: { 'event-type': { const: 'PetAdopted' }, version: { const: '2' } },
      },
    });
    // Headers that come from the trait alone are declared once.
    const shared = messageCalled(model, 'PetReserved').headers;
    expect(messageCalled(model, 'PetReleased').headers).toBe(shared);
    expect(schemaWith(model, shared).names.type).toBe('AboutPetHeaders');
    expect(operationCalled(model, 'sendPetCommand')).toMatchObject({
      reply: {
        address: { location: '$message.header#/reply-to' },
        channel: 'commandReplies',
        messages: [
          '#/components/messages/CommandAccepted',
          '#/components/messages/CommandRejected',
        ],
      },
      bindings: { amqp: { deliveryMode: 2, mandatory: true } },
      extensions: { 'x-kind': 'command' },
    });
    const region = model.channels.find(({ id }) => id === 'shelterNotified');
    expect(region).toMatchObject({
      paramsType: 'ShelterNotifiedParams',
      address: { parts: [{ text: 'shelter.' }, { parameter: 'region' }, { text: '.notified' }] },
      parameters: [{ name: 'region', location: '$message.payload#/region' }],
      servers: ['localKafka', 'localRabbit', 'production'],
      bindings: { kafka: { partitions: 6, topicConfiguration: { 'retention.ms': 604800000 } } },
    });
  });
});

describe('traits', () => {
  const message = (traits: string, own = ''): string => `
components:
  messages:
    Pet:
      ${own}
      traits: ${traits}`;

  it('are merged in order, and the message itself wins', () => {
    const model = modelOf(
      message(
        '[{ summary: first, title: first, contentType: text/plain }, { summary: second, title: second }]',
        'title: own',
      ),
    );
    expect(messageCalled(model, 'Pet')).toMatchObject({
      contentType: 'text/plain',
      doc: { title: 'own', summary: 'second' },
    });
  });

  it('merge objects deeply, replace lists, and lose what the message sets to null', () => {
    const model = modelOf(
      message(
        `[{ x-data: { a: 1, b: { c: 1, d: [1, 2] }, e: 1 } }]`,
        'x-data: { b: { d: [3] }, e: null, f: 2 }',
      ),
    );
    const { 'x-data': data } = messageCalled(model, 'Pet').extensions;
    expect(data).toEqual({ a: 1, b: { c: 1, d: [3] }, f: 2 });
  });

  it('keep null where nothing is merged: `const: null` is a schema', () => {
    const model = modelOf(
      message('[{ headers: { properties: { a: { const: null } } } }]', 'payload: { const: null }'),
    );
    expect(schemaCalled(model, 'Pet').json).toEqual({ const: null });
    expect(schemaWith(model, messageCalled(model, 'Pet').headers).json).toEqual({
      properties: { a: { const: null } },
    });
  });

  it('follow references only where there is something to merge', () => {
    const model = modelOf(`
components:
  messages:
    Pet:
      headers: { $ref: '#/components/schemas/Own' }
      traits: [{ $ref: '#/components/messageTraits/T' }]
    Dog: { traits: [{ $ref: '#/components/messageTraits/T' }] }
  messageTraits:
    T: { headers: { $ref: '#/components/schemas/Shared' } }
  schemas:
    Own: { type: object, properties: { a: { type: string } } }
    Shared: { type: object, required: [b], properties: { b: { $ref: '#/components/schemas/B' } } }
    B: { type: integer }`);
    expect(messageCalled(model, 'Dog').headers).toBe('#/components/schemas/Shared');
    expect(schemaWith(model, messageCalled(model, 'Pet').headers)).toMatchObject({
      names: { type: 'PetHeaders' },
      json: {
        required: ['b'],
        properties: { a: { type: 'string' }, b: { $ref: '#/components/schemas/B' } },
      },
    });
  });
});

describe('operations', () => {
  const channels = `
channels:
  pets:
    address: pets
    messages:
      a: { payload: { type: string } }
      b: { name: Bee, payload: { type: number } }
    bindings: { $ref: '#/components/channelBindings/Shared' }
components:
  channelBindings: { Shared: { kafka: { partitions: 3 } } }
`;
  const operation = (fields: string) =>
    operationCalled(
      modelOf(`${channels}
operations:
  watch: { action: receive, channel: { $ref: '#/channels/pets' }${fields} }`),
      'watch',
    );

  it('take all messages of the channel, those named, or none', () => {
    const [a, b] = ['#/channels/pets/messages/a', '#/channels/pets/messages/b'];
    expect(operation('').messages).toEqual([a, b]);
    expect(operation(", messages: [{ $ref: '#/channels/pets/messages/b' }]").messages).toEqual([b]);
    expect(operation(', messages: []').messages).toEqual([]);
  });

  it('may be references, to channels that are references', () => {
    const model = modelOf(`
channels: { one: { $ref: '#/components/channels/pets' }, two: { $ref: '#/components/channels/pets' } }
operations: { watch: { $ref: '#/components/operations/shared' } }
components:
  channels: { pets: { address: null, messages: { a: { $ref: '#/components/messages/A' } } } }
  operations: { shared: { action: send, channel: { $ref: '#/channels/two' } } }
  messages: { A: {} }`);
    expect(model.operations).toMatchObject([{ id: 'watch', channel: 'two' }]);
    expect(model.channels.map(({ id, address, messages }) => [id, address, messages])).toEqual([
      ['one', null, ['#/components/messages/A']],
      ['two', null, ['#/components/messages/A']],
    ]);
    expect(messageCalled(model, 'A')).toMatchObject({ name: 'A', contentType: 'application/json' });
    expect(messageCalled(model, 'A')).not.toHaveProperty('payload');
  });

  it('know the bindings that a channel refers to', () => {
    expect(modelOf(channels).channels[0]?.bindings).toEqual({ kafka: { partitions: 3 } });
  });
});

describe('schemas', () => {
  it('end where they meet themselves', () => {
    const model = modelOf(`
components:
  schemas:
    Folder: { properties: { parent: { $ref: '#/components/schemas/Folder' }, list: { $ref: '#/components/schemas/List' } } }
    List: { items: { $ref: '#/components/schemas/Folder' } }`);
    expect(schemaCalled(model, 'Folder').json).toEqual({
      properties: {
        list: { $ref: '#/components/schemas/List' },
        parent: { $ref: '#/components/schemas/Folder' },
      },
    });
  });

  it('are never inlined twice: 24 levels of diamonds stay 25 schemas', () => {
    const levels = Array.from({ length: 24 }, (_, n) => {
      const next = `{ $ref: '#/components/schemas/L${n + 1}' }`;
      return `    L${n}: { properties: { a: ${next}, b: ${next} } }`;
    });
    const model = modelOf(
      `components:\n  schemas:\n${levels.join('\n')}\n    L24: { type: string }`,
    );
    expect(model.schemas).toHaveLength(25);
  });

  it('get a name when a reference points into another one, and say where they stand', () => {
    const model = modelOf(`
components:
  schemas:
    Pet: { properties: { name: { type: string }, tags: { items: { type: string } } } }
    Dog:
      properties:
        name: { $ref: '#/components/schemas/Pet/properties/name' }
        tag: { $ref: '#/components/schemas/Pet/properties/tags/items' }`);
    expect(model.schemas.map(({ names }) => names.type)).toEqual([
      'Dog',
      'Pet',
      'PetName',
      'PetTagsItem',
    ]);
    expect(schemaCalled(model, 'PetName').origin).toEqual({
      uri: 'asyncapi.yaml',
      pointer: '/components/schemas/Pet/properties/name',
    });
  });

  it('lose what is code of other generators, and keep `x-` fields and data as they are', () => {
    const model = modelOf(`
components:
  schemas:
    Pet:
      tsType: process.exit()
      tsEnumNames: [a]
      definitions: { unused: {} }
      enum: [{ $ref: not-a-reference, tsType: data }]
      x-header-role: id
      properties: { tsType: { type: string }, $ref: { const: 1 }, __proto__: { type: string } }`);
    const { json } = schemaCalled(model, 'Pet');
    expect(JSON.stringify(json)).toBe(
      JSON.stringify({
        enum: [{ $ref: 'not-a-reference', tsType: 'data' }],
        properties: JSON.parse(
          '{"$ref":{"const":1},"__proto__":{"type":"string"},"tsType":{"type":"string"}}',
        ) as object,
        'x-header-role': 'id',
      }),
    );
  });

  it('find local definitions below the nearest `$id`', () => {
    const model = modelOf(`
definitions: { size: { type: string } }
components:
  schemas:
    Pet:
      $id: https://example.com/pet
      definitions: { size: { type: number } }
      properties: { size: { $ref: '#/definitions/size' } }`);
    const id = '#/components/schemas/Pet/definitions/size';
    expect(schemaCalled(model, 'Pet').json).toEqual({ properties: { size: { $ref: id } } });
    expect(schemaWith(model, id).json).toEqual({ type: 'number' });
  });

  it('of other languages are left to others', () => {
    const model = modelOf(`
components:
  messages:
    Avro: { payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: { type: record } } }
    Json: { payload: { schemaFormat: application/schema+json;version=draft-07, schema: { type: string } } }`);
    expect(messageCalled(model, 'Avro').foreignFormat).toBe('Avro');
    expect(messageCalled(model, 'Avro')).not.toHaveProperty('payload');
    expect(schemaWith(model, messageCalled(model, 'Json').payload)).toMatchObject({
      names: { type: 'Json' },
      json: { type: 'string' },
    });
  });
});

it('follows references through files', async () => {
  const model = await fileModel('model', 'files', 'asyncapi.yaml');
  expect(model.operations).toMatchObject([
    { channel: 'pets', messages: ['channels.yaml#/pets/messages/moved'] },
  ]);
  expect(model.messages.map(({ id, names }) => [id, names.type])).toEqual([
    ['channels.yaml#/pets/messages/moved', 'Moved'],
    ['messages.yaml#/Fed', 'Fed'],
  ]);
  expect(model.schemas.map(({ id, module }) => [id, module])).toEqual([
    ['#/components/schemas/Person', 'schemas/person'],
    ['messages.yaml#/Fed/payload', 'messages/fed'],
    ['schemas/owner.yaml#', 'schemas/owner'],
    ['schemas/pet.yaml#', 'schemas/pet'],
    ['schemas/pet.yaml#/definitions/Move', 'schemas/move'],
    ['schemas/pet.yaml#/definitions/Place', 'schemas/place'],
  ]);
  expect(schemaCalled(model, 'Person').json).toEqual({ $ref: 'schemas/owner.yaml#' });
});

it('does not depend on the order of keys', () => {
  const path = inProject('fixtures', 'petstore-system', 'asyncapi.yaml');
  const document = parseYaml(readFileSync(path, 'utf8'));
  const modelFrom = (value: unknown): Model | undefined => {
    const text = dump(value, { noRefs: true });
    const { value: source } = loadText(text, 'asyncapi.yaml', { cwd: inProject('fixtures') });
    return source === undefined ? undefined : build(source).value;
  };
  const shuffled = (value: unknown, keys: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, keys));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, keys)]);
    const turn = keys % Math.max(1, entries.length);
    return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].reverse());
  };
  const expected = JSON.stringify(modelFrom(document));
  fc.assert(
    fc.property(fc.nat(1000), (keys) => {
      expect(JSON.stringify(modelFrom(shuffled(document, keys)))).toBe(expected);
    }),
    { numRuns: 5 },
  );
});

const corpus = corpusDocuments();
const valid = corpus.documents.filter(({ valid, asyncapi }) => valid && asyncapi.startsWith('3'));

describe.skipIf(corpus.reason !== '')(`corpus ${corpus.reason}`, () => {
  it('has a name for everything, and each name once', async () => {
    for (const { path, file } of valid) {
      const { value: source } = await load(path, { cwd: inProject() });
      if (source === undefined) throw new Error(file);
      const { value: model, diagnostics } = build(source);
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        file,
      ).toEqual([]);
      const types = new Set([
        ...(model?.messages ?? []).map(({ names }) => names.type.toLowerCase()),
        ...(model?.schemas ?? []).map(({ names }) => names.type.toLowerCase()),
      ]);
      const shared = (model?.messages ?? []).filter(({ names }) =>
        model?.schemas.some((schema) => schema.names.type === names.type),
      );
      const count = (model?.messages.length ?? 0) + (model?.schemas.length ?? 0) - shared.length;
      expect(types.size, file).toBe(count);
      expect(JSON.parse(JSON.stringify(model)), file).toEqual(model);
    }
  });
});
