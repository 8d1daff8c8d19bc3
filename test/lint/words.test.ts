import { describe, expect, test } from 'vitest';
import { asFact, orderedVerb, tellsAFact } from '../../src/lint/words/past-tense.js';
import { meaningfulWords } from '../../src/lint/words/split.js';

describe('names of events', () => {
  test.each([
    ...['PetAdopted', 'OrderPaid', 'LetterSent', 'UserSignedUp', 'pet.returned.v2', 'AnimalFed'],
    ...['order_shipped', 'PaymentFailed', 'ConfigSet', 'PriceCut', 'ItemsPickedUpLate', 'BidWon'],
    ...['com.shop.order.cancelled', 'HTTPRequestDenied', 'BuildBroken', 'RoomLeft', 'Shipped'],
    ...['light-measured', 'PetAdoptedEvent', 'PetAdoptedV2', 'GameBegun', 'ContractWithdrawn'],
  ])('%s is a fact', (name) => {
    expect(tellsAFact(meaningfulWords(name))).toBe(true);
  });

  test.each([
    ...[
      'PetFeed',
      'UserNeed',
      'WindSpeed',
      'FlowerBed',
      'DatabaseSeed',
      'CatBreed',
      'Pet',
      'Order',
    ],
    ...[
      'PlaceOrder',
      'SetPrice',
      'OrderStatus',
      'LightMeasurement',
      'OrderProcessing',
      'ReadModel',
    ],
    ...['HundredPets', 'TumbleWeed', 'StatusLed', 'OrderProceed'],
  ])('%s is none', (name) => {
    expect(tellsAFact(meaningfulWords(name))).toBe(false);
  });

  test.each([
    ['PlaceOrder', 'OrderPlaced'],
    ['SendLetter', 'LetterSent'],
    ['CancelPetAdoption', 'PetAdoptionCancelled'],
    ['ApplyDiscount', 'DiscountApplied'],
    ['StopEngine', 'EngineStopped'],
    ['submit_claim', 'ClaimSubmitted'],
    ['OpenDoor', 'DoorOpened'],
  ])('%s is an order, and %s its fact', (name, fact) => {
    expect(orderedVerb(meaningfulWords(name))).toBeDefined();
    expect(asFact(meaningfulWords(name))).toBe(fact);
  });

  test.each(['OrderStatus', 'LightState', 'Pet'])('%s is no order', (name) => {
    expect(asFact(meaningfulWords(name))).toBeUndefined();
  });

  test.each([
    ['com.pets.PetAdoptedEvent.v2', ['Pet', 'Adopted']],
    ['pet.adopted', ['pet', 'adopted']],
    ['HTTPFailed', ['HTTP', 'Failed']],
    ['Event', ['Event']],
  ])('%s means %j', (name, words) => {
    expect(meaningfulWords(name)).toEqual(words);
  });
});
