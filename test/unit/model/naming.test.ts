import { describe, expect, it } from 'vitest';
import { modelOf, resultOf } from './support.js';

const typesOf = (text: string): Record<string, string> => {
  const { messages, schemas } = modelOf(text);
  return Object.fromEntries([...messages, ...schemas].map(({ id, names }) => [id, names.type]));
};

const findings = (text: string): string[] =>
  resultOf(text).diagnostics.map(({ severity, code, at, related }) =>
    [severity, code, at.line, ...(related ?? []).map(({ at: { line } }) => line)].join(' '),
  );

describe('names', () => {
  it('are those of the document', () => {
    const text = `
channels:
  pets:
    address: 'pets/{id}'
    parameters: { id: {} }
    messages:
      moved: { payload: { type: object }, headers: { type: object } }
components:
  messages:
    fed: { name: pet.fed, payload: { $ref: '#/components/schemas/Meal' } }
  schemas: { Meal: { type: object } }`;
    expect(typesOf(text)).toEqual({
      '#/channels/pets/messages/moved': 'Moved',
      '#/channels/pets/messages/moved/headers': 'MovedHeaders',
      '#/channels/pets/messages/moved/payload': 'Moved',
      '#/components/messages/fed': 'PetFed',
      '#/components/schemas/Meal': 'Meal',
    });
    expect(modelOf(text).channels[0]?.paramsType).toBe('PetsParams');
    expect(findings(text)).toEqual([]);
  });

  it('are shared by a message and the schema that is its payload', () => {
    const text = `
components:
  messages: { Pet: { payload: { $ref: '#/components/schemas/pet' } } }
  schemas: { pet: { type: object } }`;
    expect(modelOf(text).schemas).toMatchObject([
      { names: { type: 'Pet' }, module: 'messages/pet' },
    ]);
    expect(findings(text)).toEqual([]);
  });

  it('go to the message when a schema of another content wants them too', () => {
    const text = `
components:
  messages: { Pet: { payload: { type: string } } }
  schemas: { Pet: { type: object } }`;
    expect(typesOf(text)).toEqual({
      '#/components/messages/Pet': 'Pet',
      '#/components/messages/Pet/payload': 'Pet',
      '#/components/schemas/Pet': 'PetSchema',
    });
    expect(findings(text)).toEqual(['info codegen/renamed 6 5']);
  });

  it('come from the key where messages share one `name`: versions of a message', () => {
    const text = `
components:
  messages:
    PetAdopted: { name: PetAdopted }
    PetAdoptedV2: { name: PetAdopted }`;
    expect(typesOf(text)).toEqual({
      '#/components/messages/PetAdopted': 'PetAdopted',
      '#/components/messages/PetAdoptedV2': 'PetAdoptedV2',
    });
    expect(modelOf(text).messages.map(({ name }) => name)).toEqual(['PetAdopted', 'PetAdopted']);
  });

  it('come from the channel where messages are called alike in several', () => {
    const text = `
channels:
  cats: { address: cats, messages: { event: { payload: { type: string } } } }
  dogs: { address: dogs, messages: { event: { payload: { type: string } } } }`;
    expect(Object.values(typesOf(text))).toEqual([
      'CatsEvent',
      'DogsEvent',
      'CatsEvent',
      'DogsEvent',
    ]);
    expect(findings(text)).toEqual(['info codegen/renamed 5 6', 'info codegen/renamed 6 5']);
  });

  it('keep the last part of a class name', () => {
    const text = `
components:
  messages: { com.example.Pet: { payload: { type: string } } }
  schemas: { com.example.Pet: {}, com.example.Dog: {}, com.other.Dog: {}, com.example.Box$Lid: {}, com.example.Box-com.example.Cat: {}, user.SignedUp: {} }`;
    expect(typesOf(text)).toMatchObject({
      '#/components/messages/com.example.Pet': 'Pet',
      '#/components/schemas/com.example.Box$Lid': 'BoxLid',
      '#/components/schemas/com.example.Box-com.example.Cat': 'BoxCat',
      '#/components/schemas/com.example.Dog': 'ComExampleDog',
      '#/components/schemas/user.SignedUp': 'UserSignedUp',
      '#/components/schemas/com.example.Pet': 'PetSchema',
      '#/components/schemas/com.other.Dog': 'ComOtherDog',
    });
  });

  it('leave to generated code what it uses itself', () => {
    const text = `
components:
  messages: { Client: {}, Error: {} }
  schemas: { Promise: {}, return: {} }`;
    expect(typesOf(text)).toEqual({
      '#/components/messages/Client': 'ClientMessage',
      '#/components/messages/Error': 'Error',
      '#/components/schemas/Promise': 'PromiseSchema',
      '#/components/schemas/return': 'Return',
    });
    expect(findings(text)).toEqual([
      'info codegen/reserved-word 5',
      'info codegen/reserved-word 6',
      'info codegen/reserved-word 6',
    ]);
  });

  it('that nothing can tell apart are an error that shows both places', () => {
    const text = `
components:
  messages:
    pet-adopted: { name: Same }
    pet.adopted: { name: Same }`;
    expect(findings(text)).toEqual(['error codegen/name-collision 7 6']);
  });

  it('of operations are theirs alone', () => {
    const text = `
channels: { pets: { address: pets } }
operations:
  turn-on: { action: send, channel: { $ref: '#/channels/pets' } }
  turn.on: { action: send, channel: { $ref: '#/channels/pets' } }
  then: { action: send, channel: { $ref: '#/channels/pets' } }`;
    expect(findings(text)).toEqual([
      'info codegen/reserved-word 8',
      'error codegen/name-collision 7 6',
    ]);
  });
});
